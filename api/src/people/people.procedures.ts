import { TRPCError } from '@trpc/server';
import * as v from 'valibot';
import { idSchema } from '@foyer/shared/fields';
import type { Timeline } from '@foyer/shared/timeline';
import { router, signedInProcedure } from '../trpc.ts';
import { readTimelineFor } from './timeline.reads.ts';

const missing = (): TRPCError => new TRPCError({ code: 'NOT_FOUND', message: 'missing' });

export const peopleRouter = router({
	/** What happened to a person: for who sees the directory or, of one event, for who sees its people. */
	timeline: signedInProcedure
		.input(
			v.object({
				organisationId: idSchema,
				personId: idSchema,
				eventId: v.nullable(idSchema)
			})
		)
		.query(async ({ ctx, input }): Promise<Timeline> => {
			const timeline = await readTimelineFor(ctx, ctx.signedIn.userId, input);
			if (!timeline) throw missing();
			return timeline;
		})
});
