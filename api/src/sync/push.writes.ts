import { TRPCError } from '@trpc/server';
import { findMutation } from '@foyer/shared/mutations';
import type {
	Outcome,
	PushAnswer,
	PushRequest,
	QueuedMutation,
	SyncFault
} from '@foyer/shared/sync';
import type { MemberActor } from '@foyer/shared/team';
import { writeAndTell, type Context } from '../context.ts';
import { writeTenant, type TenantTx } from '../db/tenant.ts';
import { applyOnServer } from './apply.ts';
import { readMember } from './members.reads.ts';

type Pushing = Pick<PushRequest, 'organisationId' | 'clientId'> & { userId: string };

export const syncFault = (fault: SyncFault): TRPCError =>
	new TRPCError({ code: fault === 'not_a_member' ? 'FORBIDDEN' : 'CONFLICT', message: fault });

/**
 * Applies a device's mutations in order, one transaction each: what has been seen before answers with its
 * stored result, what is refused for good counts as processed, a passing fault ends the answer there.
 * @throws TRPCError with a SyncFault as its message; what was applied before it stays applied
 */
export async function push(
	context: Context,
	request: PushRequest,
	userId: string
): Promise<PushAnswer> {
	const by = { organisationId: request.organisationId, clientId: request.clientId, userId };
	const results: PushAnswer['results'] = [];
	for (const mutation of request.mutations) {
		try {
			const outcome = await writeAndTell(context, by.organisationId, (tx) =>
				process(context, tx, by, mutation)
			);
			results.push({ id: mutation.id, outcome });
		} catch (error) {
			if (error instanceof TRPCError || results.length === 0) throw error;
			context.log.warn({ err: error, mutation: mutation.name }, 'a mutation met a passing fault');
			break;
		}
	}
	return { results, lastMutationId: results.at(-1)?.id ?? (await readLastMutationId(context, by)) };
}

const readLastMutationId = (context: Context, by: Pushing): Promise<number> =>
	writeTenant(context.db, by.organisationId, async (tx) => {
		await requireMember(context, tx, by);
		return lockClient(tx, by);
	});

async function process(
	context: Context,
	tx: TenantTx,
	by: Pushing,
	mutation: QueuedMutation
): Promise<Outcome> {
	const actor = await requireMember(context, tx, by);
	const last = await lockClient(tx, by);
	if (mutation.id <= last) return readOutcome(tx, by, mutation.id);
	if (mutation.id > last + 1) throw syncFault('mutation_gap');
	const outcome = await decide(context, tx, by, actor, mutation);
	await tx
		.insertInto('syncOutcomes')
		.values({
			organisationId: by.organisationId,
			clientId: by.clientId,
			mutationId: mutation.id,
			name: mutation.name,
			outcome: JSON.stringify(outcome),
			occurredAt: mutation.occurredAt
		})
		.execute();
	await tx
		.updateTable('syncClients')
		.set({ lastMutationId: mutation.id, seenAt: context.now() })
		.where('organisationId', '=', by.organisationId)
		.where('id', '=', by.clientId)
		.execute();
	return outcome;
}

/** The client's row, locked, made at its first contact. @returns its last processed mutation */
async function lockClient(tx: TenantTx, by: Pushing): Promise<number> {
	const { organisationId, clientId, userId } = by;
	await tx
		.insertInto('syncClients')
		.values({ organisationId, id: clientId, userId })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
	const client = await tx
		.selectFrom('syncClients')
		.select(['userId', 'lastMutationId'])
		.where('organisationId', '=', organisationId)
		.where('id', '=', clientId)
		.forUpdate()
		.executeTakeFirstOrThrow();
	if (client.userId !== userId) throw syncFault('client_gone');
	return client.lastMutationId;
}

async function requireMember(
	context: Context,
	tx: TenantTx,
	{ organisationId, userId }: Pushing
): Promise<MemberActor> {
	const actor = await readMember(tx, organisationId, userId, context.now());
	if (!actor) throw syncFault('not_a_member');
	return actor;
}

async function readOutcome(tx: TenantTx, by: Pushing, mutationId: number): Promise<Outcome> {
	const seen = await tx
		.selectFrom('syncOutcomes')
		.select('outcome')
		.where('organisationId', '=', by.organisationId)
		.where('clientId', '=', by.clientId)
		.where('mutationId', '=', mutationId)
		.executeTakeFirst();
	return seen?.outcome ?? { outcome: 'applied', notices: [] };
}

async function decide(
	context: Context,
	tx: TenantTx,
	by: Pushing,
	actor: MemberActor,
	queued: QueuedMutation
): Promise<Outcome> {
	const mutation = findMutation(queued.name);
	if (!mutation) return { outcome: 'refused', refusal: 'update_required' };
	return applyOnServer(context, tx, by.organisationId, mutation, queued.args, {
		actor,
		now: context.now()
	});
}
