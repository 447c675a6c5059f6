import { sql } from 'kysely';
import { writeAndTell, type Context } from '../context.ts';
import type { Db } from '../db/database.ts';

/** A link was opened by a device, named by a hash. */
export interface Sighting {
	organisationId: string;
	registrationId: string;
	keyVersion: number;
	device: string;
	/** UTC ms. */
	at: number;
}

/** Notes by which devices links were opened, in one statement; registrations that are gone are left out. */
export async function noteSightings(db: Db, sightings: readonly Sighting[]): Promise<void> {
	await sql`
		insert into link_devices (organisation_id, registration_id, key_version, device, at)
		select r.organisation_id, r.id, s."keyVersion", s.device, to_timestamp(s.at / 1000)
		from jsonb_to_recordset(${JSON.stringify(sightings)}::text::jsonb) as s (
			"organisationId" uuid, "registrationId" uuid, "keyVersion" integer, device text, at float8
		)
		join registrations r on r.organisation_id = s."organisationId" and r.id = s."registrationId"
		order by r.organisation_id, r.id, s.device
		on conflict (organisation_id, registration_id, device) do update
			set key_version = excluded.key_version, at = excluded.at
	`.execute(db);
}

/** So many devices within an hour are more than one person goes by: phone, computer, each in two networks. */
export const conspicuous = 5;

const withinMs = 3_600_000;

/**
 * Marks the registrations whose link was opened on conspicuously many devices within the hour, where the event
 * sets no limit, and tells the organizers' devices.
 */
export async function flagConspicuous(
	context: Pick<Context, 'db' | 'news' | 'now'>
): Promise<void> {
	const { rows } = await sql<Flagged>`
		select l.organisation_id as "organisationId", l.registration_id as "registrationId", count(*)::integer as devices
		from link_devices l
		join registrations r on r.organisation_id = l.organisation_id and r.id = l.registration_id
			and r.key_version = l.key_version
		join events e on e.organisation_id = r.organisation_id and e.id = r.event_id and e.device_limit is null
		where l.at >= to_timestamp(${(context.now() - withinMs) / 1000}::float8)
		group by l.organisation_id, l.registration_id, r.devices_seen
		having count(*) >= ${conspicuous} and count(*) > coalesce(r.devices_seen, 0)
	`.execute(context.db);
	for (const [organisationId, flagged] of Map.groupBy(rows, (row) => row.organisationId))
		await flagDevices(context, organisationId, flagged);
}

/** A registration whose link is on so many devices. */
export interface Flagged {
	organisationId: string;
	registrationId: string;
	devices: number;
}

/** Marks registrations of one organisation, unless they are marked with as many already. */
export const flagDevices = (
	context: Pick<Context, 'db' | 'news'>,
	organisationId: string,
	flagged: readonly Omit<Flagged, 'organisationId'>[]
): Promise<void> =>
	writeAndTell(context, organisationId, async (tx) => {
		for (const { registrationId, devices } of flagged) {
			await tx
				.updateTable('registrations')
				.set({ devicesSeen: devices })
				.where('organisationId', '=', organisationId)
				.where('id', '=', registrationId)
				.where((eb) => eb.or([eb('devicesSeen', 'is', null), eb('devicesSeen', '<', devices)]))
				.execute();
		}
	});

/** Deletes what was seen a day ago. For a clock to call now and then. */
export async function sweepLinkDevices({ db, now }: Pick<Context, 'db' | 'now'>): Promise<void> {
	await db
		.deleteFrom('linkDevices')
		.where('at', '<', now() - 86_400_000)
		.execute();
}
