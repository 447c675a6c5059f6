import * as v from 'valibot';
import { idSchema } from '@foyer/shared/fields';
import { isOver } from '@foyer/shared/events';
import { hostOnStage, inRoomUntil, moderates, type EventRole } from '@foyer/shared/roles';
import { deriveRoleKey, isKey } from '../access/access-keys.ts';
import type { PublicEvent } from '../access/access.reads.ts';
import type { Context } from '../context.ts';
import { readTenant, writeTenant, type TenantTx } from '../db/tenant.ts';
import { readHost } from '../rooms/host.reads.ts';
import type { Participant } from '../rooms/participant.ts';
import {
	isFreed,
	leaveSeat,
	readSeats,
	seatMs,
	takeSeat,
	type Seated
} from './stage-seats.writes.ts';
import { readRole, readStagedEvent, type StagedEvent, type StagedRole } from './stage.reads.ts';

/** What a role link says of who opens it. */
export interface Credentials {
	role: string;
	key: string;
}

/** Who stands on the stage by a link, and what they may: the host stands there as host, by whichever. */
export interface OnStage {
	event: StagedEvent;
	role: StagedRole;
	who: Pick<EventRole, 'kind' | 'rights'>;
	/** As the room hears of them. */
	participant: Participant;
	host: boolean;
}

/** `invalid` covers unknown role, wrong key and revoked link alike; `freed`: the organizer gave the seat to others. */
export type Standing =
	| { state: 'invalid' }
	| { state: 'no_seat'; of: number }
	| { state: 'freed' }
	| ({ state: 'on_stage' } & OnStage);

type StageContext = Pick<Context, 'db' | 'config' | 'now'>;

/** What a stage is asked for: an event, a link's credentials, and the cookies that came along. */
export interface Asked {
	event: PublicEvent;
	credentials: Credentials;
	cookie: string | undefined;
}

/** Who would stand there, by what is known: nothing is taken. */
export const lookOnStage = async (context: StageContext, asked: Asked): Promise<Standing> => {
	const host = await hostOf(context, asked);
	const { organisation } = asked.event;
	return readTenant(context.db, organisation.id, (tx) =>
		stand(context, tx, asked, host, async (_, { id, keyVersion }) => {
			const seat = { organisationId: organisation.id, roleId: id, keyVersion };
			if (await isFreed(tx, seat)) return 'freed';
			const { of, held } = await readSeats(tx, organisation.id, context.now());
			return held.length < of || held.some(({ roleId }) => roleId === id) ? 'seated' : 'none_free';
		})
	);
};

/** The same, taking a seat or keeping it: for a while, or for as long as who goes into the room may be in it. */
export const takeStage = async (
	context: StageContext,
	asked: Asked,
	enters = false
): Promise<Standing> => {
	const host = await hostOf(context, asked);
	const organisationId = asked.event.organisation.id;
	return writeTenant(context.db, organisationId, (tx) =>
		stand(context, tx, asked, host, (event, { id: roleId, keyVersion }) => {
			const now = context.now();
			const until = enters ? inRoomUntil(event, now) : now + seatMs;
			return takeSeat(tx, { organisationId, roleId, keyVersion, now, until, enters });
		})
	);
};

/** Gives the seat back, if the link is good. @returns whether it is */
export const leaveStage = (context: StageContext, asked: Asked): Promise<boolean> => {
	const organisationId = asked.event.organisation.id;
	return writeTenant(context.db, organisationId, async (tx) => {
		const role = await proveRole(context, tx, asked);
		if (role) await leaveSeat(tx, { organisationId, roleId: role.id });
		return role !== null;
	});
};

const hostOf = (context: StageContext, { event, cookie }: Asked): Promise<Participant | null> =>
	readHost(context, cookie, event.organisation.id);

async function stand(
	context: StageContext,
	tx: TenantTx,
	asked: Asked,
	host: Participant | null,
	sit: (event: StagedEvent, role: StagedRole) => Promise<Seated>
): Promise<Standing> {
	const { id, organisation } = asked.event;
	const event = await readStagedEvent(tx, organisation.id, id);
	const role = await proveRole(context, tx, asked);
	if (!event || !role) return { state: 'invalid' };
	const on = { state: 'on_stage', event, role } as const;
	// A seat is always kept for the host, beside the others.
	if (host) return { ...on, who: hostOnStage, participant: host, host: true };
	const seated = needsSeat(event, context.now()) ? await sit(event, role) : 'seated';
	if (seated === 'freed') return { state: 'freed' };
	if (seated === 'none_free') {
		const { of } = await readSeats(tx, organisation.id, context.now());
		return { state: 'no_seat', of };
	}
	const { kind, name } = role;
	const participant = { id: role.id, name, moderator: moderates(kind), guest: false };
	return { ...on, who: role, participant, host: false };
}

/** There is nothing to run at what is over: its stage is looked at without a seat. */
const needsSeat = (event: StagedEvent, now: number): boolean =>
	event.status !== 'cancelled' && !isOver(event, now);

/** Stands for whoever is not there: their key is derived and compared too. */
const nobody = { id: '00000000-0000-0000-0000-000000000000', keyVersion: 0 };

/** The role that a link proves; null where it proves none. Whatever is wrong costs the same. */
async function proveRole(
	{ config }: StageContext,
	tx: TenantTx,
	{ event, credentials }: Asked
): Promise<StagedRole | null> {
	const organisationId = event.organisation.id;
	const asked = v.is(idSchema, credentials.role) ? credentials.role : nobody.id;
	const role = await readRole(tx, organisationId, event.id, asked);
	const { id, keyVersion } = role ?? nobody;
	const right = deriveRoleKey(config.secret, organisationId, id, keyVersion);
	const proved = isKey(credentials.key, Buffer.from(right, 'latin1'));
	return proved && role?.revokedAt === null ? role : null;
}
