/* eslint-disable svelte/prefer-svelte-reactivity -- the map is replaced, not changed */
import { api } from '#lib/api.ts';
import { countMembers, type Counted } from './count-members.ts';

/** Asks the server. */
const askCounts = (organisationId: string): Promise<Record<string, number>> =>
	api.groups.counts.query({ organisationId });

/** How many people are in each group, counted again as they change: in slices, so that the page goes on answering. */
export class GroupCounts {
	#counts: ReadonlyMap<string, number> | null = $state.raw(null);
	#next: Counted | null = null;
	#running = false;
	#counted = false;

	/** How many are in a group; undefined until they have been counted. */
	of(groupId: string): number | undefined {
		return this.#counts?.get(groupId);
	}

	/** Takes the server's word, as long as this device can't count: it doesn't hold everybody yet. */
	async ask(organisationId: string, ask = askCounts): Promise<void> {
		const told = await ask(organisationId).catch(() => null);
		if (told && !this.#counted) this.#counts = new Map(Object.entries(told));
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
				this.#counted = true;
			}
		} finally {
			this.#running = false;
		}
	}
}
