import { sql } from 'kysely';
import { mayExport, type ExportRequest } from '@foyer/shared/exports';
import type { Context } from '../context.ts';
import { anyOf } from '../db/any-of.ts';
import type { Db } from '../db/database.ts';
import { writeTenant, type TenantTx } from '../db/tenant.ts';
import { readMember } from '../sync/members.reads.ts';
import { takeToken, type Allowance } from '../throttle.ts';

/** What a file costs is some seconds of the database's time, and for a day its size. */
const allowance: Allowance = { limit: 10, windowMs: 86_400_000 };

export type AskedExport =
	/** @property to the address that its mail will go to */
	{ id: string; to: string } | { refused: 'already_asked' | 'too_many' };

/** Has an export made for a user; null where they may not have it. Once this returns, a crash doesn't lose it. */
export async function askExportFor(
	context: Context,
	userId: string,
	{ organisationId, eventId, ...options }: ExportRequest
): Promise<AskedExport | null> {
	const { db, now, newId } = context;
	const to = await db
		.selectFrom('users')
		.select('email')
		.where('id', '=', userId)
		.executeTakeFirst();
	if (!to || !(await mayAsk(context, userId, organisationId, eventId))) return null;
	if (!(await takeToken(context, `export:${userId}`, allowance)).allowed)
		return { refused: 'too_many' };
	const id = newId();
	const inserted = await writeTenant(db, organisationId, (tx) =>
		tx
			.insertInto('exports')
			.values({
				organisationId,
				id,
				userId,
				eventId,
				...options,
				state: 'making',
				askedAt: now(),
				dueAt: now()
			})
			.onConflict((conflict) =>
				conflict
					.columns(['organisationId', 'userId'])
					.where('state', '=', sql.lit('making'))
					.doNothing()
			)
			.returning('id')
			.executeTakeFirst()
	);
	return inserted ? { id, to: to.email } : { refused: 'already_asked' };
}

/** Whether there is something that the user may export: decided again when it is made, and when it is fetched. */
const mayAsk = (
	{ db, now }: Context,
	userId: string,
	organisationId: string,
	eventId: string | null
): Promise<boolean> =>
	writeTenant(db, organisationId, async (tx) => {
		const actor = await readMember(tx, organisationId, userId, now());
		if (!actor || !mayExport(actor, eventId)) return false;
		if (eventId === null) return true;
		const event = await tx
			.selectFrom('events')
			.select('id')
			.where('organisationId', '=', organisationId)
			.where('id', '=', eventId)
			.where('deletedAt', 'is', null)
			.executeTakeFirst();
		return event !== undefined;
	});

/**
 * Ends the files that people who are erased stand in. One that is being made meanwhile fails at its end, since
 * its row has changed after its snapshot, and is made again without them.
 */
export async function outdateExports(
	tx: TenantTx,
	organisationId: string,
	personIds: readonly string[]
): Promise<void> {
	const theirs = sql<boolean>`(event_id is null or event_id in (
		select event_id from registrations
		where organisation_id = ${organisationId} and person_id = ${anyOf(personIds)}
	))`;
	await tx
		.updateTable('exports')
		.set({ askedAt: sql`asked_at` })
		.where('organisationId', '=', organisationId)
		.where('state', '=', 'making')
		.where(theirs)
		.execute();
	const ended = await tx
		.updateTable('exports')
		.set({ state: 'outdated' })
		.where('organisationId', '=', organisationId)
		.where('state', '=', 'ready')
		.where(theirs)
		.returning('id')
		.execute();
	if (ended.length === 0) return;
	await tx
		.deleteFrom('exportChunks')
		.where('organisationId', '=', organisationId)
		.where('exportId', '=', anyOf(ended.map(({ id }) => id)))
		.execute();
}

/** For how long an export is remembered, so that its page can say what became of it. In ms. */
const rememberedMs = 30 * 86_400_000;

/** Deletes files whose time is over, and what is to be remembered of none. Several processes doing it disturb nobody. */
export async function sweepExports(db: Db, now: number): Promise<void> {
	await sql`
		with ended as (
			update exports set state = 'expired' where state = 'ready' and expires_at <= ${now}::timestamptz
			returning organisation_id, id
		)
		delete from export_chunks c using ended e
		where c.organisation_id = e.organisation_id and c.export_id = e.id
	`.execute(db);
	await db
		.deleteFrom('exports')
		.where('state', '!=', 'making')
		.where('askedAt', '<', now - rememberedMs)
		.execute();
}
