import { TRPCError } from '@trpc/server';
import { detached } from '@foyer/shared/attached';
import { protocolVersion, pullSchema, pushSchema } from '@foyer/shared/sync';
import { router, signedInProcedure } from '../trpc.ts';
import { pull } from './pull.reads.ts';
import { push, syncFault } from './push.writes.ts';

/** Rows are told in this process's own protocol alone. An app newer than that waits for the process's successor. */
function requireProtocol(protocol: number): void {
	if (protocol > protocolVersion) throw syncFault('server_behind');
	if (protocol < protocolVersion) throw syncFault('update_required');
}

export const syncRouter = router({
	/** What the device lacks. A mutation to tRPC because it is a POST: cursors don't fit an address. */
	pull: signedInProcedure.input(pullSchema).mutation(async ({ ctx, input }) => {
		requireProtocol(input.protocol);
		const user = await ctx.db
			.selectFrom('users')
			.select(['id', 'name', 'email'])
			.where('id', '=', ctx.signedIn.userId)
			.executeTakeFirst();
		if (!user) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'signed_out' });
		const answer = await pull(ctx, input, user);
		return ctx.attached ? detached(answer, ctx.attached) : answer;
	}),

	push: signedInProcedure.input(pushSchema).mutation(({ ctx, input }) => {
		// Every protocol may push: a device too old still gets rid of its queue, and of a newer one's what is known
		// here is done.
		return push(ctx, input, ctx.signedIn.userId);
	})
});
