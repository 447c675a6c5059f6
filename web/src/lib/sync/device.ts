import { Dexie } from 'dexie';
import { DataStore } from './data-store.ts';
import { QueueStore } from './queue-store.ts';

/** Whose data this device holds: one user in one organisation. */
export interface DeviceOwner {
	userId: string;
	organisationId: string;
}

export const deviceName = ({ userId, organisationId }: DeviceOwner): string =>
	`${userId}-${organisationId}`;

export const openData = (owner: DeviceOwner): DataStore =>
	new DataStore(`foyer-data-${deviceName(owner)}`);

export const openQueue = (owner: DeviceOwner): QueueStore =>
	new QueueStore(`foyer-queue-${deviceName(owner)}`, () => crypto.randomUUID());

const databaseName = /^foyer-(data|queue)-(.{36})-(.{36})$/;

/** Who has data here, and who has a queue; whether or not anything is in it. */
export async function ownersHere(): Promise<{ data: DeviceOwner[]; queues: DeviceOwner[] }> {
	const data: DeviceOwner[] = [];
	const queues: DeviceOwner[] = [];
	for (const name of await Dexie.getDatabaseNames()) {
		const [, kind, userId, organisationId] = databaseName.exec(name) ?? [];
		if (!userId || !organisationId) continue;
		(kind === 'data' ? data : queues).push({ userId, organisationId });
	}
	return { data, queues };
}

/** Uses a queue that no engine of this tab has open, and closes it. */
export async function withQueue<T>(
	owner: DeviceOwner,
	use: (queue: QueueStore) => Promise<T>
): Promise<T> {
	const queue = openQueue(owner);
	try {
		return await use(queue);
	} finally {
		queue.close();
	}
}
