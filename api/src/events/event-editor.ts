import { TRPCError } from '@trpc/server';
import { can } from '@foyer/shared/team';
import type { TenantTx } from '../db/tenant.ts';
import { readMember } from '../sync/members.reads.ts';
import type { RequestContext, SignedIn } from '../trpc.ts';

/** What is foreign answers as what isn't there. */
export const missing = (): TRPCError => new TRPCError({ code: 'NOT_FOUND', message: 'missing' });

/**
 * Lets who may edit an event pass.
 * @throws TRPCError for everybody else
 */
export async function checkEditor(
	tx: TenantTx,
	{ organisationId, eventId }: { organisationId: string; eventId: string },
	{ signedIn, now }: Pick<RequestContext, 'now'> & { signedIn: SignedIn }
): Promise<void> {
	const actor = await readMember(tx, organisationId, signedIn.userId, now());
	if (!actor) throw missing();
	if (can(actor, { area: 'events', level: 'edit', eventId })) return;
	const reached = actor.events === 'all' || actor.events.includes(eventId);
	throw reached ? new TRPCError({ code: 'FORBIDDEN', message: 'not_allowed' }) : missing();
}
