import { untrack } from 'svelte';

/** How far a deed on many rows has come. */
interface Progress {
	deed: string;
	done: number;
	all: number;
}

class Work {
	/** Null: nothing is under way that takes more than a moment. */
	shown: Progress | null = $state.raw(null);
	#bars = $state(0);

	/** Whether a bar shows it, where the deed was chosen. */
	get isInBar(): boolean {
		return this.#bars > 0;
	}

	/** To be attached to a bar that shows it. */
	readonly inBar = (): (() => void) => {
		untrack(() => this.#bars++);
		return () => untrack(() => this.#bars--);
	};
}

export const work = new Work();
