import { TRPCError } from '@trpc/server';
import * as v from 'valibot';
import { idSchema } from '@foyer/shared/fields';
import { can } from '@foyer/shared/team';
import { readTenant } from '../db/tenant.ts';
import { readMember } from '../sync/members.reads.ts';
import { router, signedInProcedure } from '../trpc.ts';
import { readReveals, type KeyReveal } from './key-reveals.reads.ts';

const missing = (): TRPCError => new TRPCError({ code: 'NOT_FOUND', message: 'missing' });

export const accessRouter = router({
	/** Who took a registrant's key out of the app, for whoever may do so too. */
	reveals: signedInProcedure
		.input(v.object({ organisationId: idSchema, eventId: idSchema, registrationId: idSchema }))
		.query(async ({ ctx, input: { organisationId, ...of } }): Promise<KeyReveal[]> => {
			const actor = await readTenant(ctx.db, organisationId, (tx) =>
				readMember(tx, organisationId, ctx.signedIn.userId, ctx.now())
			);
			if (!actor || !can(actor, { area: 'people', level: 'edit', eventId: of.eventId })) {
				throw missing();
			}
			return readReveals(ctx.db, organisationId, of);
		})
});
