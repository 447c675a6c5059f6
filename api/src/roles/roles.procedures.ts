import * as v from 'valibot';
import { idSchema } from '@foyer/shared/fields';
import { readAsEditor } from '../rooms/room-rights.ts';
import { router, signedInProcedure } from '../trpc.ts';
import { readSeats } from './stage-seats.writes.ts';

/** How the account's seats stand, as who edits an event sees it. */
export interface SeatUse {
	of: number;
	taken: number;
	/** The event's own roles that hold one. */
	here: string[];
}

/** Roles themselves travel and change by sync; who sits where now is asked for. */
export const rolesRouter = router({
	seats: signedInProcedure
		.input(v.object({ organisationId: idSchema, eventId: idSchema }))
		.query(({ ctx, input }): Promise<SeatUse> =>
			readAsEditor(ctx, input, async (tx) => {
				const { of, held } = await readSeats(tx, input.organisationId, ctx.now());
				const here = held.filter(({ eventId }) => eventId === input.eventId);
				return { of, taken: held.length, here: here.map(({ roleId }) => roleId) };
			})
		)
});
