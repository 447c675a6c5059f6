import {
	longestPush,
	protocolVersion,
	type PushAnswer,
	type PushRequest
} from '@foyer/shared/sync';
import { isFull } from './full-disk.ts';
import type { KeptMutation, QueueContents, QueueStore } from './queue-store.ts';
import { ServerRefusal, type Server } from './sync-server.ts';

interface PushParts {
	organisationId: string;
	server: Pick<Server, 'push'>;
	queue: QueueStore;
	/** The device's corrected clock, UTC ms. */
	now(): number;
}

/** A new client id is taken at most this often in one go: more would be the server's fault, not the device's. */
export const mostRestarts = 3;

/**
 * Sends what waits, oldest first, until nothing does or the server meets a passing fault.
 * @param read reads the queue anew
 * @throws ServerRefusal, no contact, or a full disk: then all is sent, and sent once more at the next try,
 * which the server answers from what it stored
 */
export async function pushQueue(
	parts: PushParts,
	begin: QueueContents,
	read: () => Promise<QueueContents>
): Promise<void> {
	let contents = begin;
	let restarts = 0;
	const answered = new Set<string>();
	let full: unknown;
	for (;;) {
		const { clientId } = contents;
		const batch = nextPush(
			contents.mutations.filter(({ outcome, entry }) => outcome === null && !answered.has(entry))
		);
		if (batch.length === 0) break;
		const answer = await pushOrRenumber(parts, clientId, batch);
		if (answer === 'renumbered') {
			if (++restarts > mostRestarts) throw new ServerRefusal('fault');
			contents = await read();
			continue;
		}
		try {
			await parts.queue.settle(clientId, answer.results, parts.now());
			contents = await read();
		} catch (error) {
			// What waits reaches the others though this device has no room to note it.
			if (!isFull(error)) throw error;
			full = error;
			for (const { entry } of batch.slice(0, answer.results.length)) answered.add(entry);
		}
		if (answer.results.length < batch.length) break;
	}
	if (full) throw full as Error;
}

async function pushOrRenumber(
	{ server, organisationId, queue, now }: PushParts,
	clientId: string,
	mutations: SentMutation[]
): Promise<PushAnswer | 'renumbered'> {
	const request = { protocol: protocolVersion, organisationId, clientId };
	try {
		return await server.push({ ...request, mutations });
	} catch (error) {
		const fault = error instanceof ServerRefusal ? error.fault : null;
		if (fault !== 'client_gone' && fault !== 'mutation_gap') throw error;
		await queue.renumber(clientId, now());
		return 'renumbered';
	}
}

type SentMutation = PushRequest['mutations'][number] & { entry: string };

/**
 * The most characters of one push, as JSON: an upload that a weak network still carries, and of ids alone (some 5,000
 * rows) what a busy server writes long before the device gives it up.
 */
const longestUpload = 200_000;

/** The oldest of what waits, as much as one push carries. */
function nextPush(waiting: readonly KeptMutation[]): SentMutation[] {
	const batch: SentMutation[] = [];
	let length = 0;
	for (const { id, entry, name, args, occurredAt } of waiting.slice(0, longestPush)) {
		length += JSON.stringify(args).length;
		if (batch.length > 0 && length > longestUpload) break;
		batch.push({ id, entry, name, args, occurredAt });
	}
	return batch;
}
