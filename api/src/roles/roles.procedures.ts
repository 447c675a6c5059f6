import * as v from 'valibot';
import { idSchema } from '@foyer/shared/fields';
import { router, signedInProcedure } from '../trpc.ts';
import { freeSeatOf, readSeatUse, type SeatUse } from './seat-use.ts';

/** Roles themselves travel and change by sync; who sits where now is asked for. */
export const rolesRouter = router({
	seats: signedInProcedure
		.input(v.object({ organisationId: idSchema }))
		.query(({ ctx, input }): Promise<SeatUse> => readSeatUse(ctx, input.organisationId)),

	freeSeat: signedInProcedure
		.input(v.object({ organisationId: idSchema, eventId: idSchema, roleId: idSchema }))
		.mutation(({ ctx, input }): Promise<void> => freeSeatOf(ctx, input))
});
