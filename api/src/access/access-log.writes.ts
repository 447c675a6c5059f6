import { sql } from 'kysely';
import type { Db } from '../db/database.ts';

/** One opening of an access link, as it is logged. */
export interface Opening {
	organisationId: string;
	eventId: string;
	registrationId: string | null;
	/** UTC ms. */
	at: number;
	method: string;
	state: string;
	automated: boolean;
}

/** Appends openings in one statement; those of an event or organisation that is no longer there are left out. */
export async function appendOpenings(db: Db, openings: readonly Opening[]): Promise<void> {
	await sql`
		insert into access_log (organisation_id, event_id, registration_id, at, method, state, automated)
		select o.organisation_id, o.event_id, o.registration_id, o.at, o.method, o.state, o.automated
		from jsonb_to_recordset(${JSON.stringify(openings.map(toRecord))}::text::jsonb) as o (
			n integer, organisation_id uuid, event_id uuid, registration_id uuid, at timestamptz,
			method text, state text, automated boolean
		)
		join events e on e.organisation_id = o.organisation_id and e.id = o.event_id
		order by o.n
	`.execute(db);
}

const toRecord = (
	{ organisationId, eventId, registrationId, at, ...rest }: Opening,
	n: number
) => ({
	n,
	organisation_id: organisationId,
	event_id: eventId,
	registration_id: registrationId,
	at: new Date(at).toISOString(),
	...rest
});
