import { TRPCError } from '@trpc/server';
import * as v from 'valibot';
import { idSchema } from '@foyer/shared/fields';
import { router, signedInProcedure } from '../trpc.ts';
import { readRevealsFor, type KeyReveal } from './key-reveals.reads.ts';

export const accessRouter = router({
	/** Who took a registrant's key out of the app, for whoever may do so too. */
	reveals: signedInProcedure
		.input(v.object({ organisationId: idSchema, eventId: idSchema, registrationId: idSchema }))
		.query(async ({ ctx, input }): Promise<KeyReveal[]> => {
			const reveals = await readRevealsFor(ctx, ctx.signedIn.userId, input);
			if (!reveals) throw new TRPCError({ code: 'NOT_FOUND', message: 'missing' });
			return reveals;
		})
});
