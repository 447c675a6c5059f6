import {
	deviceName,
	openData,
	openQueue,
	ownersHere,
	withQueue,
	type DeviceOwner
} from './device.ts';
import { local } from './local.svelte.ts';
import { pushQueue } from './push-queue.ts';
import { trpcServer } from './trpc-server.ts';

/** How many changes exist on this device alone: not sent, or refused and not seen to. */
export interface ChangesLeft {
	yours: number;
	/** Of other people who used this device. */
	others: number;
}

/** How long a last try to send may take before one is asked. In ms. */
const patienceMs = 8000;

/** What signing out now would delete, in all organisations, after a last try to send the user's own. */
export async function changesLeft(userId: string): Promise<ChangesLeft> {
	const { queues } = await ownersHere();
	const own = queues.filter((owner) => owner.userId === userId);
	if (navigator.onLine) {
		const sent = Promise.allSettled(own.map(send));
		await Promise.race([sent, new Promise((resolve) => setTimeout(resolve, patienceMs))]);
	}
	const left: ChangesLeft = { yours: 0, others: 0 };
	for (const owner of queues)
		left[owner.userId === userId ? 'yours' : 'others'] += await countLeft(owner);
	return left;
}

async function send(owner: DeviceOwner): Promise<void> {
	if (local.isOpen(owner)) return local.sync();
	const { organisationId } = owner;
	const now = () => Date.now();
	await withQueue(owner, async (queue) =>
		pushQueue({ organisationId, server: trpcServer, queue, now }, await queue.all(), () =>
			queue.all()
		)
	);
}

const countLeft = (owner: DeviceOwner): Promise<number> =>
	withQueue(owner, async (queue) => {
		const { waiting, refused } = await queue.changes();
		return waiting.length + refused.length;
	});

/** Deletes everything that Foyer keeps of anybody on this device; works offline. */
export async function wipeDevice(): Promise<void> {
	// What is only being opened is not listed yet, and would stand there afterwards.
	const opened = local.owner ? [local.owner] : [];
	local.close();
	const { data, queues } = await ownersHere();
	// At once: a deletion waits for a tab that sleeps, and must not find what somebody makes here later.
	await Promise.all([
		...[...data, ...opened].map((owner) => openData(owner).delete()),
		...[...queues, ...opened].map((owner) => openQueue(owner).delete())
	]);
}

/**
 * Deletes what the user may no longer see, or somebody else left here. A queue with changes in it stays: they
 * exist nowhere else.
 */
export async function keepOnly(owners: readonly DeviceOwner[]): Promise<void> {
	const kept = new Set(owners.map(deviceName));
	const { data, queues } = await ownersHere();
	const isStrange = (owner: DeviceOwner): boolean => !kept.has(deviceName(owner));
	for (const owner of queues.filter(isStrange)) {
		if ((await countLeft(owner)) > 0) await nameQueue(owner);
		else await openQueue(owner).delete();
	}
	await Promise.all(data.filter(isStrange).map((owner) => openData(owner).delete()));
}

/** Notes with what is left whose it is, as long as the data says so. */
async function nameQueue(owner: DeviceOwner): Promise<void> {
	const data = openData(owner);
	try {
		const membership = await data.membership();
		if (membership) await withQueue(owner, (queue) => queue.name(membership));
	} finally {
		data.close();
	}
}
