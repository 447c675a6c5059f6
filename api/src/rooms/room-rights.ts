import { TRPCError } from '@trpc/server';
import { writeAndTell } from '../context.ts';
import { readTenant, type TenantTx } from '../db/tenant.ts';
import { checkEditor, missing } from '../events/event-editor.ts';
import { readMember } from '../sync/members.reads.ts';
import type { RequestContext, SignedIn } from '../trpc.ts';

type Caller = RequestContext & { signedIn: SignedIn };

/** Reads an organisation's rows if the user is its host. */
export const readAsHost = <T>(
	caller: Caller,
	organisationId: string,
	run: (tx: TenantTx) => Promise<T>
): Promise<T> =>
	readTenant(caller.db, organisationId, async (tx) => {
		await checkHost(tx, organisationId, caller);
		return run(tx);
	});

/** Writes with the organisation's rows if the user is its host. */
export const writeAsHost = <T>(
	caller: Caller,
	organisationId: string,
	run: (tx: TenantTx) => Promise<T>
): Promise<T> =>
	writeAndTell(caller, organisationId, async (tx) => {
		await checkHost(tx, organisationId, caller);
		return run(tx);
	});

/** Reads an organisation's rows if the user may edit the event. */
export const readAsEditor = <T>(
	caller: Caller,
	event: { organisationId: string; eventId: string },
	run: (tx: TenantTx) => Promise<T>
): Promise<T> =>
	readTenant(caller.db, event.organisationId, async (tx) => {
		await checkEditor(tx, event, caller);
		return run(tx);
	});

/** What is foreign is missing. */
async function checkHost(tx: TenantTx, organisationId: string, caller: Caller): Promise<void> {
	const actor = await readMember(tx, organisationId, caller.signedIn.userId, caller.now());
	if (!actor) throw missing();
	if (!actor.host) throw new TRPCError({ code: 'FORBIDDEN', message: 'not_allowed' });
}
