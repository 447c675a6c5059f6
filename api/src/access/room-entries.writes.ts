import { sql } from 'kysely';
import { writeAndTell, type Context } from '../context.ts';

/** A registrant's link led into the room. */
export interface RoomEntry {
	registrationId: string;
	/** UTC ms. */
	at: number;
}

/** Notes when registrants of one organisation were first led in, where that isn't known, and tells devices of it. */
export const noteEntries = (
	context: Pick<Context, 'db' | 'news'>,
	organisationId: string,
	entries: readonly RoomEntry[]
): Promise<void> =>
	writeAndTell(context, organisationId, async (tx) => {
		await sql`
			update registrations r set led_in_at = to_timestamp(first.at / 1000)
			from (
				select e."registrationId" as id, min(e.at) as at
				from jsonb_to_recordset(${JSON.stringify(entries)}::text::jsonb) as e ("registrationId" uuid, at float8)
				group by 1
			) as first
			where r.organisation_id = ${organisationId} and r.id = first.id and r.led_in_at is null
		`.execute(tx);
	});
