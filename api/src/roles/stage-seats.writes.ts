import { sql } from 'kysely';
import type { RoleKind } from '@foyer/shared/roles';
import type { TenantTx } from '../db/tenant.ts';

/**
 * How long a seat is held without being renewed, in ms: a page that was closed gives it up, one on a slow
 * network doesn't.
 */
export const seatMs = 2 * 60_000;

/** A role's seat. */
interface SeatOf {
	organisationId: string;
	roleId: string;
}

/** Who sits down, and from when until when. UTC ms. */
export interface Seating extends SeatOf {
	keyVersion: number;
	now: number;
	until: number;
	/** They go into the room, where nobody sees them leave. */
	enters: boolean;
}

/**
 * What sitting down comes to. `freed`: the organizer gave the seat to others, and it takes more than a page that
 * renews it to have one again.
 */
export type Seated = 'seated' | 'none_free' | 'freed';

/** Seats that count: of links that are good still, at events that aren't over. */
const heldSeats = (organisationId: string, now: number) => sql`
	select s.role_id, r.name, r.kind, r.event_id, e.title as event_title, s.entered_at
	from stage_seats s
	join event_roles r on r.organisation_id = s.organisation_id and r.id = s.role_id
		and r.revoked_at is null and r.key_version = s.key_version
	join events e on e.organisation_id = r.organisation_id and e.id = r.event_id
		and e.deleted_at is null and e.status in ('scheduled', 'live')
	where s.organisation_id = ${organisationId} and s.until > ${now}::timestamptz and s.freed_at is null
`;

/**
 * Takes one of the account's seats, or keeps the one that is held. Those of one organisation take turns,
 * whichever process they come from. Who sits stays, though there be fewer seats meanwhile.
 */
export async function takeSeat(
	tx: TenantTx,
	{ organisationId, roleId, keyVersion, now, until, enters }: Seating
): Promise<Seated> {
	await sql`select pg_advisory_xact_lock(hashtextextended(${`stage.seats:${organisationId}`}, 0))`.execute(
		tx
	);
	if (await isFreed(tx, { organisationId, roleId, keyVersion })) return 'freed';
	const enteredAt = enters ? now : null;
	const { rows } = await sql`
		with held as (${heldSeats(organisationId, now)})
		insert into stage_seats as s (organisation_id, role_id, key_version, until, entered_at)
		select ${organisationId}::uuid, ${roleId}::uuid, ${keyVersion}::integer, ${until}::timestamptz, ${enteredAt}::timestamptz
		where exists (select from held where role_id = ${roleId}::uuid)
			or (select count(*) from held) < (select presenter_seats from organisations where id = ${organisationId})
		on conflict (organisation_id, role_id) do update
			set key_version = excluded.key_version,
				freed_at = null,
				until = case when s.key_version = excluded.key_version
					then greatest(s.until, excluded.until) else excluded.until end,
				entered_at = case when s.key_version = excluded.key_version and s.until > ${now}::timestamptz
					then coalesce(excluded.entered_at, s.entered_at) else excluded.entered_at end
		returning role_id
	`.execute(tx);
	return rows.length > 0 ? 'seated' : 'none_free';
}

/** Whether the organizer gave a seat to others, which was taken by the link that is good now. */
export async function isFreed(
	tx: TenantTx,
	{ organisationId, roleId, keyVersion }: SeatOf & { keyVersion: number }
): Promise<boolean> {
	const freed = await tx
		.selectFrom('stageSeats')
		.select('roleId')
		.where('organisationId', '=', organisationId)
		.where('roleId', '=', roleId)
		.where('keyVersion', '=', keyVersion)
		.where('freedAt', 'is not', null)
		.executeTakeFirst();
	return freed !== undefined;
}

/** Gives a seat back. Where it was freed, that is forgotten: who comes again asks as everybody does. */
export async function leaveSeat(tx: TenantTx, { organisationId, roleId }: SeatOf): Promise<void> {
	await tx
		.deleteFrom('stageSeats')
		.where('organisationId', '=', organisationId)
		.where('roleId', '=', roleId)
		.execute();
}

/** Gives somebody's seat to others, for the organizer. Their link stays good. */
export async function freeSeat(
	tx: TenantTx,
	{ organisationId, roleId, eventId, now }: SeatOf & { eventId: string; now: number }
): Promise<void> {
	await sql`
		update stage_seats s set freed_at = ${now}::timestamptz, entered_at = null
		from event_roles r
		where s.organisation_id = ${organisationId} and s.role_id = ${roleId}::uuid and s.until > ${now}::timestamptz
			and r.organisation_id = s.organisation_id and r.id = s.role_id and r.event_id = ${eventId}::uuid
	`.execute(tx);
}

/** A seat that is held, and by whom. */
export interface HeldSeat {
	roleId: string;
	name: string;
	kind: RoleKind;
	eventId: string;
	eventTitle: string;
	/** When they went into the room last; null: only the stage is open. UTC ms. */
	enteredAt: number | null;
}

/** How an account's seats stand. */
export interface Seats {
	/** How many there are. */
	of: number;
	/** Those that are held, at whichever event, in order. */
	held: HeldSeat[];
}

export async function readSeats(tx: TenantTx, organisationId: string, now: number): Promise<Seats> {
	const { presenterSeats } = await tx
		.selectFrom('organisations')
		.select('presenterSeats')
		.where('id', '=', organisationId)
		.executeTakeFirstOrThrow();
	const { rows } = await sql<HeldSeat>`
		${heldSeats(organisationId, now)} order by e.starts_at, e.id, r.name, r.id
	`.execute(tx);
	return { of: presenterSeats, held: rows };
}
