import { sql } from 'kysely';
import type { TenantTx } from '../db/tenant.ts';

/** What became of a start or an end. */
export type StartOutcome =
	| { outcome: 'started' }
	| { outcome: 'another_live'; eventId: string; title: string }
	| { outcome: 'not_scheduled' }
	| { outcome: 'not_due' }
	| { outcome: 'missing' };

export interface Starting {
	organisationId: string;
	eventId: string;
	/** UTC ms. */
	now: number;
	/** The clock starts what is still due once the organisation's turn comes: it may have been moved meanwhile. */
	by: 'hand' | 'clock';
}

/** How long after its end an event that a person started is ended at the latest. */
const longestOvertime = 12 * 3_600_000;

/** When the clock lets people in. */
export const clockStartsAt = sql<number>`starts_at - make_interval(mins => early_entry)`;

/** When the clock ends a live event: with its time; one started by hand when it has run over for hours. */
export const clockEndsAt = sql<number>`case starts_by when 'clock' then ends_at else ends_at + make_interval(secs => ${longestOvertime / 1000}) end`;

/** Whether the clock may still start it: an event whose time is over before it could be isn't started any more. */
const mayStartNow = (now: number) =>
	sql<boolean>`starts_by = 'clock' and ends_at > ${now}::timestamptz and ${clockStartsAt} <= ${now}::timestamptz`;

/**
 * Makes a scheduled event live. One at a time per organisation unless it has parallel events: starts of
 * one organisation take turns, whichever process they come from.
 */
export async function startEvent(tx: TenantTx, starting: Starting): Promise<StartOutcome> {
	const { organisationId, eventId, now, by } = starting;
	await sql`select pg_advisory_xact_lock(hashtextextended(${`events.start:${organisationId}`}, 0))`.execute(
		tx
	);
	const started = await tx
		.updateTable('events')
		.set({ status: 'live', startedAt: now })
		.where('organisationId', '=', organisationId)
		.where('id', '=', eventId)
		.where('status', '=', 'scheduled')
		.where('deletedAt', 'is', null)
		.$if(by === 'clock', (query) => query.where(mayStartNow(now)))
		.where(
			sql<boolean>`(
			(select parallel_events from organisations where id = ${organisationId})
			or not exists (select from events live where live.organisation_id = ${organisationId} and live.status = 'live' and live.deleted_at is null)
		)`
		)
		.returning('id')
		.executeTakeFirst();
	return started ? { outcome: 'started' } : whyNotStarted(tx, starting);
}

async function whyNotStarted(
	tx: TenantTx,
	{ organisationId, eventId }: Starting
): Promise<StartOutcome> {
	const events = await tx
		.selectFrom('events')
		.select(['id', 'title', 'status'])
		.where('organisationId', '=', organisationId)
		.where('deletedAt', 'is', null)
		.where((eb) => eb.or([eb('id', '=', eventId), eb('status', '=', 'live')]))
		.execute();
	const own = events.find(({ id }) => id === eventId);
	if (!own) return { outcome: 'missing' };
	if (own.status !== 'scheduled') return { outcome: 'not_scheduled' };
	const [other] = events.filter(({ status }) => status === 'live');
	return other
		? { outcome: 'another_live', eventId: other.id, title: other.title }
		: { outcome: 'not_due' };
}

/** Ends a live event. @returns whether it was live */
export async function endEvent(
	tx: TenantTx,
	{ organisationId, eventId, now, by }: Starting
): Promise<boolean> {
	const ended = await tx
		.updateTable('events')
		.set({ status: 'ended', endedAt: now })
		.where('organisationId', '=', organisationId)
		.where('id', '=', eventId)
		.where('status', '=', 'live')
		.where('deletedAt', 'is', null)
		.$if(by === 'clock', (query) =>
			query.where(sql<boolean>`${clockEndsAt} <= ${now}::timestamptz`)
		)
		.returning('id')
		.executeTakeFirst();
	return ended !== undefined;
}
