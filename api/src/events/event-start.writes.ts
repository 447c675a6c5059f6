import { longestOvertime } from '@foyer/shared/events';
import { sql } from 'kysely';
import { channelName } from '../db/database.ts';
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

/** When the clock lets people in. */
export const clockStartsAt = sql<number>`starts_at - make_interval(mins => early_entry)`;

/** When the clock ends an event, started or not; `closesAt` says the same to devices. */
export const clockEndsAt = sql<number>`case starts_by when 'clock' then ends_at else ends_at + make_interval(secs => ${longestOvertime / 1000}) end`;

const isClosed = (now: number) => sql<boolean>`${clockEndsAt} <= ${now}::timestamptz`;

/** Whether its time has come for the clock. */
const isDue = (now: number) =>
	sql<boolean>`starts_by = 'clock' and ${clockStartsAt} <= ${now}::timestamptz`;

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
		// Its time was over before it could be started: it isn't any more, by hand neither.
		.where((eb) => eb.not(isClosed(now)))
		.$if(by === 'clock', (query) => query.where(isDue(now)))
		.where(
			sql<boolean>`(
			(select parallel_events from organisations where id = ${organisationId})
			or not exists (select from events live where live.organisation_id = ${organisationId} and live.status = 'live' and live.deleted_at is null)
		)`
		)
		.returning('id')
		.executeTakeFirst();
	if (!started) return whyNotStarted(tx, starting);
	await tellWithCommit(tx, organisationId);
	return { outcome: 'started' };
}

/**
 * Tells the other processes by the commit itself. News are told after commits, since this makes them wait for
 * each other; but a process that is killed in between would leave those who wait elsewhere at the door.
 */
const tellWithCommit = (tx: TenantTx, organisationId: string) =>
	sql`select pg_notify(${channelName}, ${organisationId})`.execute(tx);

async function whyNotStarted(
	tx: TenantTx,
	{ organisationId, eventId, now }: Starting
): Promise<StartOutcome> {
	const events = await tx
		.selectFrom('events')
		.select(['id', 'title', 'status', isClosed(now).as('closed')])
		.where('organisationId', '=', organisationId)
		.where('deletedAt', 'is', null)
		.where((eb) => eb.or([eb('id', '=', eventId), eb('status', '=', 'live')]))
		.execute();
	const own = events.find(({ id }) => id === eventId);
	if (!own) return { outcome: 'missing' };
	if (own.status !== 'scheduled' || own.closed) return { outcome: 'not_scheduled' };
	const [other] = events.filter(({ status }) => status === 'live');
	return other
		? { outcome: 'another_live', eventId: other.id, title: other.title }
		: { outcome: 'not_due' };
}

/**
 * Ends a live event; the clock also one whose time passed without it having been started.
 * @returns whether there was something to end
 */
export async function endEvent(
	tx: TenantTx,
	{ organisationId, eventId, now, by }: Starting
): Promise<boolean> {
	const ended = await tx
		.updateTable('events')
		.set({ status: 'ended', endedAt: now })
		.where('organisationId', '=', organisationId)
		.where('id', '=', eventId)
		.where('status', 'in', by === 'clock' ? ['scheduled', 'live'] : ['live'])
		.where('deletedAt', 'is', null)
		.$if(by === 'clock', (query) => query.where(isClosed(now)))
		.returning('id')
		.executeTakeFirst();
	return ended !== undefined;
}
