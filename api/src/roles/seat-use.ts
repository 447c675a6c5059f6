import { TRPCError } from '@trpc/server';
import { can, editsEvents } from '@foyer/shared/team';
import { readTenant, writeTenant } from '../db/tenant.ts';
import { checkEditor, missing } from '../events/event-editor.ts';
import { readMember } from '../sync/members.reads.ts';
import type { RequestContext, SignedIn } from '../trpc.ts';
import { freeSeat, readSeats, type HeldSeat } from './stage-seats.writes.ts';

type Caller = RequestContext & { signedIn: SignedIn };

/** How the account's seats stand, as who edits events sees it. */
export interface SeatUse {
	of: number;
	taken: number;
	/** Those taken at events that the asker edits; of others the number is all that is told. */
	held: HeldSeat[];
}

/** Who sits where, for who edits events. */
export const readSeatUse = (caller: Caller, organisationId: string): Promise<SeatUse> =>
	readTenant(caller.db, organisationId, async (tx) => {
		const actor = await readMember(tx, organisationId, caller.signedIn.userId, caller.now());
		if (!actor) throw missing();
		if (!editsEvents(actor)) throw new TRPCError({ code: 'FORBIDDEN', message: 'not_allowed' });
		const { of, held } = await readSeats(tx, organisationId, caller.now());
		const theirs = held.filter(({ eventId }) =>
			can(actor, { area: 'events', level: 'edit', eventId })
		);
		return { of, taken: held.length, held: theirs };
	});

/** Gives somebody's seat to others, for who edits their event. */
export const freeSeatOf = (
	caller: Caller,
	seat: { organisationId: string; eventId: string; roleId: string }
): Promise<void> =>
	writeTenant(caller.db, seat.organisationId, async (tx) => {
		await checkEditor(tx, seat, caller);
		await freeSeat(tx, { ...seat, now: caller.now() });
	});
