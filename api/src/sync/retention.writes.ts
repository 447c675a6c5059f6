import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Context } from '../context.ts';
import type { Db } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';

const day = 86_400_000;

/** How long a device may stay away and still be told what changed. One that comes later begins anew, with its queue. */
const feedMs = 90 * day;

/** A phone used at one year's event may come back at the next. */
const outcomesMs = 400 * day;

/** Rows of a table of their own that say when something happened, and nothing else depends on. */
interface Notes {
	table: keyof Schema;
	/** The column that says when. */
	at: string;
	/** Whether an event has them: they are kept from its end on, or from then if that was later. */
	ofEvent: boolean;
	keptMs: number;
}

const noted: readonly Notes[] = [
	// So that this year's event can be compared with the last.
	{ table: 'accessLog', at: 'at', ofEvent: true, keptMs: 400 * day },
	{ table: 'keyReveals', at: 'loggedAt', ofEvent: true, keptMs: 400 * day },
	{ table: 'invitationOpenings', at: 'at', ofEvent: false, keptMs: 400 * day },
	// As long as what came of their links: who changed a person last year can still be asked.
	{ table: 'personChanges', at: 'at', ofEvent: false, keptMs: 400 * day },
	// Which devices came is of use while an event lasts.
	{ table: 'deviceClaims', at: 'claimedAt', ofEvent: true, keptMs: day }
];

/** Rows of one statement: a check-in beside it waits for milliseconds. */
const batchRows = 1000;

interface Limits {
	/** Ends the work after the statement under way; the next run goes on. */
	signal?: Pick<AbortSignal, 'aborted'>;
	batchRows?: number;
}

/**
 * Deletes what has been kept for long enough, in all organisations: the feed's past, outcomes that no
 * device will ask for, the access log, who took keys out of the app, and which devices came. May be ended anywhere, and run in several processes at once.
 */
export async function deleteOld(
	{ db, now }: Pick<Context, 'db' | 'now'>,
	{ signal, batchRows: most = batchRows }: Limits = {}
): Promise<void> {
	const inBatches = async (deleteSome: () => Promise<number>): Promise<void> => {
		while (signal?.aborted !== true && (await deleteSome()) > 0) {
			// The embedded database works on this thread: requests are answered in between.
			await setImmediate();
		}
	};
	for (const { organisationId, version } of await readHorizons(db, now() - feedMs)) {
		// Commits first, the oldest first: from then on an older cursor is answered with a reset.
		await inBatches(() => deleteCommits(db, organisationId, version, most));
		await inBatches(() => deleteTombstones(db, organisationId, most));
	}
	await inBatches(() => deleteOutcomes(db, now() - outcomesMs, most));
	for (const { keptMs, ...notes } of noted)
		await inBatches(() => deleteNotes(db, notes, now() - keptMs, most));
}

interface Horizon {
	organisationId: string;
	/** What was the newest at an instant: a device that has synced since then has this version or a later one. */
	version: number;
}

/** Each organisation's newest version at an instant. Versions have no gaps: it is the one before the next. */
async function readHorizons(db: Db, at: number): Promise<Horizon[]> {
	return db
		.selectFrom('syncOrganisations as o')
		.select((eb) => [
			'o.organisationId',
			eb.fn
				.coalesce(
					eb
						.selectFrom('syncCommits as c')
						.select(sql<number>`min(c.version) - 1`.as('version'))
						.whereRef('c.organisationId', '=', 'o.organisationId')
						.where('c.at', '>', at),
					'o.version'
				)
				.as('version')
		])
		.execute();
}

async function deleteCommits(
	db: Db,
	organisationId: string,
	before: number,
	most: number
): Promise<number> {
	const { numDeletedRows } = await db
		.deleteFrom('syncCommits')
		.where('organisationId', '=', organisationId)
		.where('version', 'in', (eb) =>
			eb
				.selectFrom('syncCommits')
				.select('version')
				.where('organisationId', '=', organisationId)
				.where('version', '<', before)
				.orderBy('version')
				.limit(most)
		)
		.executeTakeFirstOrThrow();
	return Number(numDeletedRows);
}

/**
 * Deletes notes of rows that are gone, of commits that are deleted: no cursor that the server still knows
 * reaches back to them. A present row's note stays; its next change is written over it.
 */
async function deleteTombstones(db: Db, organisationId: string, most: number): Promise<number> {
	const { numDeletedRows } = await db
		.deleteFrom('syncRows as r')
		.using((eb) =>
			eb
				.selectFrom('syncRows as g')
				.select(['g.fragment', 'g.eventId', 'g.id', 'g.tx'])
				.where('g.organisationId', '=', organisationId)
				.where('g.gone', '=', sql<boolean>`true`)
				.where(({ not, exists, selectFrom }) =>
					not(
						exists(
							selectFrom('syncCommits as c')
								.select('c.tx')
								.whereRef('c.organisationId', '=', 'g.organisationId')
								.whereRef('c.tx', '=', 'g.tx')
						)
					)
				)
				.limit(most)
				.as('old')
		)
		.where('r.organisationId', '=', organisationId)
		.whereRef('r.fragment', '=', 'old.fragment')
		.whereRef('r.eventId', '=', 'old.eventId')
		.whereRef('r.id', '=', 'old.id')
		// A row that changed meanwhile has another.
		.whereRef('r.tx', '=', 'old.tx')
		.executeTakeFirstOrThrow();
	return Number(numDeletedRows);
}

/**
 * Deletes what became of mutations, of devices not heard of since an instant: what was applied, and no more
 * was said. Without it, `push` answers just that. The device's own row stays: its count says what is done.
 */
async function deleteOutcomes(db: Db, unseenSince: number, most: number): Promise<number> {
	const { numDeletedRows } = await db
		.deleteFrom('syncOutcomes as o')
		.using((eb) =>
			eb
				.selectFrom('syncClients as c')
				.innerJoin('syncOutcomes as a', (join) =>
					join.onRef('a.organisationId', '=', 'c.organisationId').onRef('a.clientId', '=', 'c.id')
				)
				.select(['a.organisationId', 'a.clientId', 'a.mutationId'])
				.where('c.seenAt', '<', unseenSince)
				// One that was asked for since is recorded anew.
				.where('a.processedAt', '<', unseenSince)
				.where(sql<boolean>`a.outcome = '{"outcome": "applied", "notices": []}'`)
				.limit(most)
				.as('old')
		)
		.whereRef('o.organisationId', '=', 'old.organisationId')
		.whereRef('o.clientId', '=', 'old.clientId')
		.whereRef('o.mutationId', '=', 'old.mutationId')
		.executeTakeFirstOrThrow();
	return Number(numDeletedRows);
}

async function deleteNotes(
	db: Db,
	{ table, at, ofEvent }: Omit<Notes, 'keptMs'>,
	before: number,
	most: number
): Promise<number> {
	const ofPastEvents = sql`
		join events e on e.organisation_id = n.organisation_id and e.id = n.event_id and e.ends_at < ${before}::timestamptz
	`;
	// By their place in the table: one that is written over meanwhile has another, and stays.
	const { numAffectedRows } = await sql`
		delete from ${sql.table(table)} where ctid = any(array(
			select n.ctid from ${sql.table(table)} n ${ofEvent ? ofPastEvents : sql``}
			where n.${sql.ref(at)} < ${before}::timestamptz limit ${most}
		))
	`.execute(db);
	return Number(numAffectedRows);
}
