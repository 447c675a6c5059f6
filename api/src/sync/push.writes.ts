import { TRPCError } from '@trpc/server';
import { sql } from 'kysely';
import { findMutation } from '@foyer/shared/mutations';
import {
	digestWith,
	protocolVersion,
	type Outcome,
	type PushAnswer,
	type PushRequest,
	type QueuedMutation,
	type SyncFault
} from '@foyer/shared/sync';
import type { MemberActor } from '@foyer/shared/team';
import { writeAndTell, type Context } from '../context.ts';
import { serializationFailure, writeTenant, type TenantTx } from '../db/tenant.ts';
import { applyOnServer, RuleFailed } from './apply.ts';
import { readMember } from './members.reads.ts';

type Pushing = Pick<PushRequest, 'protocol' | 'organisationId' | 'clientId'> & { userId: string };

const codes: Partial<Record<SyncFault, TRPCError['code']>> = {
	not_a_member: 'FORBIDDEN',
	server_behind: 'SERVICE_UNAVAILABLE'
};

export const syncFault = (fault: SyncFault): TRPCError =>
	new TRPCError({ code: codes[fault] ?? 'CONFLICT', message: fault });

/** The same entry came in under another number at the same moment. Run again, this one finds its outcome. */
class EntryRaced extends Error {
	readonly code = serializationFailure;
}

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
	const { protocol, organisationId, clientId } = request;
	const by = { protocol, organisationId, clientId, userId };
	const results: PushAnswer['results'] = [];
	for (const mutation of request.mutations) {
		try {
			const outcome = await writeAndTell(context, by.organisationId, (tx) =>
				process(context, tx, by, mutation)
			);
			results.push({ id: mutation.id, outcome });
		} catch (error) {
			if (!isPassing(error) || results.length === 0) throw error;
			context.log.warn({ err: error, mutation: mutation.name }, 'a mutation met a passing fault');
			break;
		}
	}
	return { results, lastMutationId: results.at(-1)?.id ?? (await readLastMutationId(context, by)) };
}

const isPassing = (error: unknown): boolean =>
	!(error instanceof TRPCError) || error.code === 'SERVICE_UNAVAILABLE';

const readLastMutationId = (context: Context, by: Pushing): Promise<number> =>
	writeTenant(context.db, by.organisationId, async (tx) => {
		await requireMember(context, tx, by);
		return (await lockClient(tx, by)).lastMutationId;
	});

async function process(
	context: Context,
	tx: TenantTx,
	by: Pushing,
	mutation: QueuedMutation
): Promise<Outcome> {
	const actor = await requireMember(context, tx, by);
	const { lastMutationId: last, outcomesDigest } = await lockClient(tx, by);
	if (mutation.id <= last) return readOutcome(context, tx, by, mutation);
	if (mutation.id > last + 1) throw syncFault('mutation_gap');
	const processed = await readEntryOutcome(tx, by, mutation);
	const outcome = processed ?? (await decide(context, tx, by, actor, mutation));
	await record(context, tx, by, mutation, { outcome, resent: processed !== undefined });
	await tx
		.updateTable('syncClients')
		.set({
			lastMutationId: mutation.id,
			outcomesDigest: outcomesDigest === null ? null : digestWith(outcomesDigest, outcome),
			seenAt: context.now()
		})
		.where('organisationId', '=', by.organisationId)
		.where('id', '=', by.clientId)
		.execute();
	return outcome;
}

/** Written out: a parameter in its place would not match the partial index. */
const firstRecord = sql<boolean>`not resent`;

async function record(
	{ now }: Pick<Context, 'now'>,
	tx: TenantTx,
	{ organisationId, clientId, userId }: Pushing,
	{ id, entry, name, occurredAt }: QueuedMutation,
	{ outcome, resent }: { outcome: Outcome; resent: boolean }
): Promise<void> {
	const stored = await tx
		.insertInto('syncOutcomes')
		.values({
			organisationId,
			clientId,
			mutationId: id,
			userId,
			entry: entry ?? null,
			resent,
			name,
			outcome: JSON.stringify(outcome),
			occurredAt,
			processedAt: now()
		})
		.onConflict((conflict) =>
			conflict.columns(['organisationId', 'userId', 'entry']).where(firstRecord).doNothing()
		)
		.returning('mutationId')
		.executeTakeFirst();
	if (!stored) throw new EntryRaced();
}

/** The client's row, locked, made at its first contact. */
async function lockClient(
	tx: TenantTx,
	by: Pushing
): Promise<{ lastMutationId: number; outcomesDigest: number | null }> {
	const { organisationId, clientId, userId } = by;
	await tx
		.insertInto('syncClients')
		.values({ organisationId, id: clientId, userId, outcomesDigest: 0 })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
	const client = await tx
		.selectFrom('syncClients')
		.select(['userId', 'lastMutationId', 'outcomesDigest'])
		.where('organisationId', '=', organisationId)
		.where('id', '=', clientId)
		.forUpdate()
		.executeTakeFirstOrThrow();
	if (client.userId !== userId) throw syncFault('client_gone');
	return client;
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

/**
 * What became of a mutation that the client has sent before.
 * @throws TRPCError `client_gone` where it sent another one under this number: the device's disk was copied
 * or set back, and two go by one client id
 */
async function readOutcome(
	context: Pick<Context, 'now'>,
	tx: TenantTx,
	by: Pushing,
	mutation: QueuedMutation
): Promise<Outcome> {
	const seen = await tx
		.selectFrom('syncOutcomes')
		.select(['entry', 'name', 'occurredAt', 'outcome'])
		.where('organisationId', '=', by.organisationId)
		.where('clientId', '=', by.clientId)
		.where('mutationId', '=', mutation.id)
		.executeTakeFirst();
	if (!seen) return recallForgotten(context, tx, by, mutation);
	if (!isSame(seen, mutation)) throw syncFault('client_gone');
	return seen.outcome;
}

/**
 * What became of a mutation whose outcome was deleted in time: by its number it was applied, unless it was made
 * after the last that came in under this client id. Recorded anew: the device is back, and may send it again under
 * another number.
 * @throws TRPCError `client_gone` where it was: it is a copy's
 */
async function recallForgotten(
	context: Pick<Context, 'now'>,
	tx: TenantTx,
	by: Pushing,
	mutation: QueuedMutation
): Promise<Outcome> {
	const { seenAt } = await tx
		.selectFrom('syncClients')
		.select('seenAt')
		.where('organisationId', '=', by.organisationId)
		.where('id', '=', by.clientId)
		.executeTakeFirstOrThrow();
	if (mutation.occurredAt > seenAt) throw syncFault('client_gone');
	const elsewhere = await readEntryOutcome(tx, by, mutation);
	const outcome = elsewhere ?? { outcome: 'applied', notices: [] };
	await record(context, tx, by, mutation, { outcome, resent: elsewhere !== undefined });
	return outcome;
}

function isSame(
	seen: { entry: string | null; name: string; occurredAt: number },
	{ entry, name, occurredAt }: QueuedMutation
): boolean {
	if (seen.entry !== null && entry !== undefined) return seen.entry === entry;
	return seen.name === name && seen.occurredAt === occurredAt;
}

/** What became of an entry that this user's devices have sent under any number; undefined: it is new. */
async function readEntryOutcome(
	tx: TenantTx,
	{ organisationId, userId }: Pushing,
	{ entry }: QueuedMutation
): Promise<Outcome | undefined> {
	if (entry === undefined) return undefined;
	const seen = await tx
		.selectFrom('syncOutcomes')
		.select('outcome')
		.where('organisationId', '=', organisationId)
		.where('userId', '=', userId)
		.where('entry', '=', entry)
		.where(firstRecord)
		.executeTakeFirst();
	return seen?.outcome;
}

async function decide(
	context: Context,
	tx: TenantTx,
	by: Pushing,
	actor: MemberActor,
	queued: QueuedMutation
): Promise<Outcome> {
	const mutation = findMutation(queued.name);
	if (!mutation) return refuseUnknown(by.protocol);
	try {
		return await applyOnServer(context, tx, by.organisationId, mutation, queued.args, {
			actor,
			now: context.now(),
			occurredAt: queued.occurredAt,
			clientId: by.clientId
		});
	} catch (error) {
		if (!(error instanceof RuleFailed)) throw error;
		// Else it would stand in the queue's way for ever.
		context.log.error({ err: error, mutation: queued.name }, 'a rule failed');
		return { outcome: 'refused', refusal: 'internal' };
	}
}

/**
 * A mutation that this process doesn't know. Refused for good, or it would stand in the queue's way for ever.
 * @throws TRPCError `server_behind` where a newer app sent it: the process that replaces this one knows it
 */
function refuseUnknown(protocol: number): Outcome {
	if (protocol > protocolVersion) throw syncFault('server_behind');
	return { outcome: 'refused', refusal: 'update_required' };
}
