import { TRPCError } from '@trpc/server';
import * as v from 'valibot';
import { idSchema } from '@foyer/shared/fields';
import type { Presence } from '@foyer/shared/presence';
import { router, signedInProcedure } from '../trpc.ts';
import { readPresenceFor } from './watching.ts';

export const presenceRouter = router({
	/** Who is there at an event, for whoever may see it: what its stream tells, where there is none. */
	read: signedInProcedure
		.input(v.object({ organisationId: idSchema, eventId: idSchema }))
		.query(async ({ ctx, input }): Promise<Presence> => {
			const presence = await readPresenceFor(ctx, ctx.signedIn.userId, input);
			if (!presence) throw new TRPCError({ code: 'NOT_FOUND', message: 'missing' });
			return presence;
		})
});
