import { TRPCError } from '@trpc/server';
import * as v from 'valibot';
import { idSchema } from '@foyer/shared/fields';
import { router, signedInProcedure } from '../trpc.ts';
import { readOwnChangesFor, type ChangeMade } from './own.reads.ts';

export const registrationsRouter = router({
	/** What a registrant changed by themselves, for who may see the event's people. */
	ownChanges: signedInProcedure
		.input(v.object({ organisationId: idSchema, eventId: idSchema, registrationId: idSchema }))
		.query(async ({ ctx, input }): Promise<ChangeMade[]> => {
			const changes = await readOwnChangesFor(ctx, ctx.signedIn.userId, input);
			if (!changes) throw new TRPCError({ code: 'NOT_FOUND', message: 'missing' });
			return changes;
		})
});
