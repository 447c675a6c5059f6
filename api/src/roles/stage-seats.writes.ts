import { sql } from 'kysely';
import type { TenantTx } from '../db/tenant.ts';

/**
 * How long a seat is held without being renewed, in ms: a page that was closed gives it up, one on a slow
 * network doesn't.
 */
export const seatMs = 2 * 60_000;

/** The same for who went into the room: a phone lets the page behind it sleep. */
export const roomSeatMs = 15 * 60_000;

/** Who sits down, and from when until when. UTC ms. */
export interface Seating {
	organisationId: string;
	roleId: string;
	keyVersion: number;
	now: number;
	until: number;
}

/** Seats that count: of links that are good still, at events that are there. */
const heldSeats = (organisationId: string, now: number) => sql`
	select s.role_id, r.event_id from stage_seats s
	join event_roles r on r.organisation_id = s.organisation_id and r.id = s.role_id
		and r.revoked_at is null and r.key_version = s.key_version
	join events e on e.organisation_id = r.organisation_id and e.id = r.event_id and e.deleted_at is null
	where s.organisation_id = ${organisationId} and s.until > ${now}::timestamptz
`;

/**
 * Takes one of the account's seats, or keeps the one that is held. Those of one organisation take turns,
 * whichever process they come from. Who sits stays, though there be fewer seats meanwhile.
 * @returns whether there was one
 */
export async function takeSeat(
	tx: TenantTx,
	{ organisationId, roleId, keyVersion, now, until }: Seating
): Promise<boolean> {
	await sql`select pg_advisory_xact_lock(hashtextextended(${`stage.seats:${organisationId}`}, 0))`.execute(
		tx
	);
	const { rows } = await sql`
		with held as (${heldSeats(organisationId, now)})
		insert into stage_seats (organisation_id, role_id, key_version, until)
		select ${organisationId}::uuid, ${roleId}::uuid, ${keyVersion}::integer, ${until}::timestamptz
		where exists (select from held where role_id = ${roleId}::uuid)
			or (select count(*) from held) < (select presenter_seats from organisations where id = ${organisationId})
		on conflict (organisation_id, role_id) do update
			set key_version = excluded.key_version,
				until = case when stage_seats.key_version = excluded.key_version
					then greatest(stage_seats.until, excluded.until) else excluded.until end
		returning role_id
	`.execute(tx);
	return rows.length > 0;
}

/** Gives a seat back. */
export async function leaveSeat(
	tx: TenantTx,
	{ organisationId, roleId }: Pick<Seating, 'organisationId' | 'roleId'>
): Promise<void> {
	await tx
		.deleteFrom('stageSeats')
		.where('organisationId', '=', organisationId)
		.where('roleId', '=', roleId)
		.execute();
}

/** How an account's seats stand. */
export interface Seats {
	/** How many there are. */
	of: number;
	/** The roles that hold one, at whichever event. */
	held: { roleId: string; eventId: string }[];
}

export async function readSeats(tx: TenantTx, organisationId: string, now: number): Promise<Seats> {
	const { presenterSeats } = await tx
		.selectFrom('organisations')
		.select('presenterSeats')
		.where('id', '=', organisationId)
		.executeTakeFirstOrThrow();
	const { rows } = await sql<{ roleId: string; eventId: string }>`
		${heldSeats(organisationId, now)} order by s.until
	`.execute(tx);
	return { of: presenterSeats, held: rows };
}
