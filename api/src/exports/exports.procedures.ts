import { TRPCError } from '@trpc/server';
import * as v from 'valibot';
import { exportRequestSchema } from '@foyer/shared/exports';
import { idSchema } from '@foyer/shared/fields';
import { router, signedInProcedure } from '../trpc.ts';
import { readExportFor, type OwnExport } from './exports.reads.ts';
import { askExportFor } from './exports.writes.ts';

const missing = (): TRPCError => new TRPCError({ code: 'NOT_FOUND', message: 'missing' });

export const exportsRouter = router({
	/** Has a file made of everything, whose link is mailed to who asks: for who sees those people; with access links for who edits them. */
	ask: signedInProcedure
		.input(exportRequestSchema)
		.mutation(async ({ ctx, input }): Promise<{ id: string; to: string }> => {
			const asked = await askExportFor(ctx, ctx.signedIn.userId, input);
			if (!asked) throw missing();
			if ('refused' in asked)
				throw new TRPCError({
					code: asked.refused === 'too_many' ? 'TOO_MANY_REQUESTS' : 'CONFLICT',
					message: asked.refused
				});
			return asked;
		}),

	/** How an export stands: for who asked for it alone. */
	look: signedInProcedure
		.input(v.object({ id: idSchema }))
		.query(async ({ ctx, input }): Promise<OwnExport> => {
			const found = await readExportFor(ctx, ctx.signedIn.userId, input.id);
			if (!found) throw missing();
			return found;
		})
});
