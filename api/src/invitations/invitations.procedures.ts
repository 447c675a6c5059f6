import { acceptInvitationSchema, linkSchema } from '@foyer/shared/accounts';
import { publicProcedure, router, signedInProcedure } from '../trpc.ts';
import { readMyEvents } from './my-events.reads.ts';
import { acceptByLink, joinByLink, lookAtInvitation } from './accepting.ts';

/** For who was invited. All of them carry a secret, so that they are mutations: a query's input stands in its address. */
export const invitationsRouter = router({
	look: publicProcedure
		.input(linkSchema)
		.mutation(({ ctx, input }) => lookAtInvitation(ctx, input.token)),
	accept: publicProcedure
		.input(acceptInvitationSchema)
		.mutation(({ ctx, input }) => acceptByLink(ctx, input)),
	mine: signedInProcedure.query(({ ctx }) => readMyEvents(ctx, ctx.signedIn.userId)),
	join: signedInProcedure
		.input(linkSchema)
		.mutation(({ ctx, input }) => joinByLink(ctx, ctx.signedIn.userId, input.token))
});
