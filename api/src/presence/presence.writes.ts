import { sql } from 'kysely';
import type { Db } from '../db/database.ts';
import { staleMs } from './presence.reads.ts';

/** How many wait for an event in one process. */
export interface WaitingCount {
	organisationId: string;
	eventId: string;
	waiting: number;
}

/** Says how many wait in a process, in one statement; events that are gone are left out. */
export async function writeWaitingCounts(
	db: Db,
	process: string,
	counts: readonly WaitingCount[]
): Promise<void> {
	await sql`
		insert into waiting_counts (organisation_id, event_id, process, waiting, at)
		select e.organisation_id, e.id, ${process}::uuid, c.waiting, clock_timestamp()
		from jsonb_to_recordset(${JSON.stringify(counts)}::text::jsonb)
			as c ("organisationId" uuid, "eventId" uuid, waiting integer)
		join events e on e.organisation_id = c."organisationId" and e.id = c."eventId"
		order by e.organisation_id, e.id
		on conflict (organisation_id, event_id, process) do update set waiting = excluded.waiting, at = excluded.at
	`.execute(db);
}

/** Takes back all that a process said: nobody waits in it any more. */
export async function deleteWaitingCounts(db: Db, process: string): Promise<void> {
	await db.deleteFrom('waitingCounts').where('process', '=', process).execute();
}

/** Deletes what processes said that are gone. For a clock to call now and then. */
export async function sweepWaitingCounts(db: Db): Promise<void> {
	await sql`
		delete from waiting_counts where at < clock_timestamp() - make_interval(secs => ${staleMs / 1000}::float8)
	`.execute(db);
}
