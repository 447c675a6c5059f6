import { sql } from 'kysely';
import type { Presence } from '@foyer/shared/presence';
import type { Db } from '../db/database.ts';

/** What a process said this long ago counts no more: it has ended without a word. In ms. */
export const staleMs = 15_000;

const hour = 3_600_000;

/** How long before its start an event's arrivals are counted from. */
const arrivalsBeforeMs = hour;

/** How far back arrivals are listed: a picture of an evening, not of a month. */
const arrivalsListedMs = 3 * hour;

interface Of {
	organisationId: string;
	eventId: string;
}

/** How many wait for an event now, over all processes: their pages that are open. */
export async function readWaiting(db: Db, { organisationId, eventId }: Of): Promise<number> {
	const { rows } = await sql<{ waiting: number }>`
		select coalesce(sum(waiting), 0)::integer as waiting from waiting_counts
		where organisation_id = ${organisationId} and event_id = ${eventId}
			and at >= clock_timestamp() - make_interval(secs => ${staleMs / 1000}::float8)
	`.execute(db);
	return rows[0]?.waiting ?? 0;
}

/**
 * Who waits for an event, who was let in since it started, and when they came: each registrant at the first
 * opening of their link by a person. Undefined where the event is gone.
 */
export async function readPresence(db: Db, of: Of, now: number): Promise<Presence | undefined> {
	const event = await db
		.selectFrom('events')
		.select(['startsAt', 'startedAt'])
		.where('organisationId', '=', of.organisationId)
		.where('id', '=', of.eventId)
		.where('deletedAt', 'is', null)
		.executeTakeFirst();
	if (!event) return undefined;
	const { startsAt, startedAt } = event;
	const since = Math.min(startsAt, startedAt ?? startsAt, now) - arrivalsBeforeMs;
	const minutes = await readMinutes(db, of, since, startedAt ?? now);
	return {
		now,
		waiting: await readWaiting(db, of),
		letIn: startedAt === null ? 0 : minutes.reduce((sum, { letIn }) => sum + letIn, 0),
		arrived: minutes.reduce((sum, { arrived }) => sum + arrived, 0),
		arrivals: minutes
			.filter(({ at }) => at >= now - arrivalsListedMs)
			.map(({ at, arrived }) => [at, arrived])
	};
}

interface Minute {
	/** When it began, UTC ms. */
	at: number;
	/** Who came within it. */
	arrived: number;
	/** Those of them who were let in, whenever that was. */
	letIn: number;
}

/** By the minute of each registrant's first opening, in order; minutes without any are left out. */
async function readMinutes(
	db: Db,
	{ organisationId, eventId }: Of,
	since: number,
	startedAt: number
): Promise<Minute[]> {
	const { rows } = await sql<{ minute: number; arrived: number; letIn: number }>`
		select floor(extract(epoch from came) / 60)::integer as minute,
			count(*)::integer as arrived, count(*) filter (where entered)::integer as "letIn"
		from (
			select min(at) as came, bool_or(state = 'live' and at >= to_timestamp(${startedAt / 1000}::float8)) as entered
			from access_log
			where organisation_id = ${organisationId} and event_id = ${eventId} and registration_id is not null
				and not automated and state in ('waiting', 'no_room', 'live')
				and at >= to_timestamp(${since / 1000}::float8)
			group by registration_id
		) as people
		group by 1 order by 1
	`.execute(db);
	return rows.map(({ minute, ...counts }) => ({ at: minute * 60_000, ...counts }));
}
