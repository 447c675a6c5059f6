import type { Changes, ChangesOwner } from './changes-file.ts';
import { deviceName, openQueue, ownersHere, withQueue, type DeviceOwner } from './device.ts';

/** Changes of the user in an organisation where they are no member any more: kept, and never sent. */
export interface LeftChanges {
	owner: DeviceOwner;
	/** Null where this device no longer knows the organisation's name. */
	of: ChangesOwner | null;
	changes: Changes;
}

/** What a user left behind in organisations that they are no longer a member of. */
class LeftBehind {
	all = $state.raw<readonly LeftChanges[]>([]);

	get count(): number {
		return this.all.reduce(
			(sum, { changes }) => sum + changes.waiting.length + changes.refused.length,
			0
		);
	}

	/** Looks through this device's queues. */
	async look(userId: string, memberOf: readonly string[]): Promise<void> {
		const { queues } = await ownersHere();
		const left = queues.filter(
			(owner) => owner.userId === userId && !memberOf.includes(owner.organisationId)
		);
		const all = await Promise.all(left.map(read));
		this.all = all.filter(({ changes }) => changes.waiting.length + changes.refused.length > 0);
	}

	forget(): void {
		this.all = [];
	}

	async discard({ owner }: LeftChanges): Promise<void> {
		await openQueue(owner).delete();
		this.all = this.all.filter((one) => deviceName(one.owner) !== deviceName(owner));
	}
}

const read = (owner: DeviceOwner): Promise<LeftChanges> =>
	withQueue(owner, async (queue) => ({
		owner,
		of: await queue.owner(),
		changes: await queue.changes()
	}));

export const leftBehind = new LeftBehind();
