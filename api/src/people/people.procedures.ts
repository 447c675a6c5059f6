import { TRPCError } from '@trpc/server';
import * as v from 'valibot';
import { idSchema } from '@foyer/shared/fields';
import type { Timeline } from '@foyer/shared/timeline';
import { router, signedInProcedure } from '../trpc.ts';
import { erasePersonFor, type Erased } from './erase.writes.ts';
import { readErasureRequestsFor, type ErasureRequest } from './erasure-requests.reads.ts';
import { readPersonFileFor, type PersonFile } from './person-file.reads.ts';
import { readTimelineFor } from './timeline.reads.ts';

const missing = (): TRPCError => new TRPCError({ code: 'NOT_FOUND', message: 'missing' });

const onePerson = v.object({ organisationId: idSchema, personId: idSchema });

export const peopleRouter = router({
	/** What happened to a person: for who sees the directory or, of one event, for who sees its people. */
	timeline: signedInProcedure
		.input(
			v.object({
				organisationId: idSchema,
				personId: idSchema,
				eventId: v.nullable(idSchema),
				older: v.optional(v.boolean())
			})
		)
		.query(async ({ ctx, input }): Promise<Timeline> => {
			const timeline = await readTimelineFor(ctx, ctx.signedIn.userId, input);
			if (!timeline) throw missing();
			return timeline;
		}),

	/** Who asked to be erased: for who manages people. */
	erasureRequests: signedInProcedure
		.input(v.object({ organisationId: idSchema }))
		.query(async ({ ctx, input }): Promise<ErasureRequest[]> => {
			const requests = await readErasureRequestsFor(ctx, ctx.signedIn.userId, input.organisationId);
			if (!requests) throw missing();
			return requests;
		}),

	/** Erases a person for good: for who manages people. */
	erase: signedInProcedure.input(onePerson).mutation(async ({ ctx, input }): Promise<Erased> => {
		const erased = await erasePersonFor(ctx, ctx.signedIn.userId, input);
		if (!erased) throw missing();
		return erased;
	}),

	/** All that is held of a person: for who manages people, to be handed to that person. */
	file: signedInProcedure.input(onePerson).query(async ({ ctx, input }): Promise<PersonFile> => {
		const file = await readPersonFileFor(ctx, ctx.signedIn.userId, input);
		if (!file) throw missing();
		return file;
	})
});
