import { countMembers, type Counted } from './count-members.ts';

/** How many people are in each group, counted again as they change: in slices, so that the page goes on answering. */
export class GroupCounts {
	#counts: ReadonlyMap<string, number> | null = $state.raw(null);
	#next: Counted | null = null;
	#running = false;

	/** How many are in a group; undefined until they have been counted. */
	of(groupId: string): number | undefined {
		return this.#counts?.get(groupId);
	}

	/** Counts; what comes meanwhile is counted afterwards, the last alone. */
	async count(counted: Counted): Promise<void> {
		this.#next = counted;
		if (this.#running) return;
		this.#running = true;
		try {
			for (let next: Counted | null = this.#next; next; next = this.#next) {
				this.#next = null;
				this.#counts = await countMembers(next);
			}
		} finally {
			this.#running = false;
		}
	}
}
