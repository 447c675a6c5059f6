import { sql } from 'kysely';
import type { Db } from '../db/database.ts';
import type { Claims, Link } from './places.reads.ts';

/** So many devices are remembered of a link: more than any limit allows, so that each can be told what became of it. */
const mostRemembered = 30;

/**
 * Claims a place for a device: the newest comes first. One statement on one row, so that whichever processes
 * two devices ask, one of them is the newer.
 */
export async function claimPlace(
	db: Db,
	{ organisationId, registrationId, keyVersion, eventId }: Link & { eventId: string },
	device: string,
	now: number
): Promise<Claims> {
	const { rows } = await sql<Claims>`
		insert into device_claims as c (organisation_id, registration_id, event_id, key_version, devices, claimed_at)
		values (${organisationId}, ${registrationId}, ${eventId}, ${keyVersion}, array[${device}::text],
			to_timestamp(${now / 1000}::float8))
		on conflict (organisation_id, registration_id) do update set
			devices = case when c.key_version = excluded.key_version
				then (excluded.devices || array_remove(c.devices, excluded.devices[1]))[1:${sql.lit(mostRemembered)}]
				else excluded.devices end,
			key_version = excluded.key_version,
			claimed_at = excluded.claimed_at
		returning devices, claimed_at as "claimedAt"
	`.execute(db);
	const [claims] = rows;
	if (!claims) throw new Error('a place was not claimed');
	return claims;
}
