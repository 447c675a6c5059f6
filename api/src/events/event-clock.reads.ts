import { sql } from 'kysely';
import type { Db } from '../db/database.ts';
import { clockEndsAt, clockStartsAt } from './event-start.writes.ts';

/** Something that the clock has to do. */
export interface Due {
	organisationId: string;
	eventId: string;
	what: 'start' | 'end';
	/** UTC ms. */
	at: number;
}

/**
 * What the clock has to do up to an instant, over all organisations, and when something comes next.
 */
export async function readDue(db: Db, now: number): Promise<{ due: Due[]; next: number | null }> {
	const starts = sql<Due>`
		select organisation_id, id as event_id, 'start' as what, ${clockStartsAt} as at
		from events
		where status = 'scheduled' and starts_by = 'clock' and deleted_at is null and ends_at > ${now}::timestamptz
	`;
	const ends = sql<Due>`
		select organisation_id, id as event_id, 'end' as what, ${clockEndsAt} as at
		from events
		where status in ('scheduled', 'live') and deleted_at is null
	`;
	const { rows } = await sql<Due>`
		(select * from (${starts}) s where at <= ${now}::timestamptz)
		union all (select * from (${starts}) s where at > ${now}::timestamptz order by at limit 1)
		union all (select * from (${ends}) e where at <= ${now}::timestamptz)
		union all (select * from (${ends}) e where at > ${now}::timestamptz order by at limit 1)
	`.execute(db);
	const later = rows.filter(({ at }) => at > now).map(({ at }) => at);
	// Ends first: they make room for what waits to start.
	const due = rows
		.filter(({ at }) => at <= now)
		.sort((a, b) => a.what.localeCompare(b.what) || a.at - b.at);
	return { due, next: later.length > 0 ? Math.min(...later) : null };
}
