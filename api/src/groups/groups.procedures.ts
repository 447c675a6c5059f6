import { TRPCError } from '@trpc/server';
import * as v from 'valibot';
import { idSchema } from '@foyer/shared/fields';
import { router, signedInProcedure } from '../trpc.ts';
import { readGroupCountsFor } from './group-counts.reads.ts';

export const groupsRouter = router({
	/** How many are in each group, for who sees people on a device that doesn't hold all of them yet. */
	counts: signedInProcedure
		.input(v.object({ organisationId: idSchema }))
		.query(async ({ ctx, input }): Promise<Record<string, number>> => {
			const counts = await readGroupCountsFor(ctx, ctx.signedIn.userId, input.organisationId);
			if (!counts) throw new TRPCError({ code: 'NOT_FOUND', message: 'missing' });
			return counts;
		})
});
