import { untrack } from 'svelte';

/** How far a deed on many rows has come. */
interface Progress {
	deed: string;
	done: number;
	all: number;
}

/** Thrown where a deed on many rows is given up before any of it is saved. */
export class GivenUp extends Error {}

class Work {
	/** Null: nothing is under way that takes more than a moment. */
	shown: Progress | null = $state.raw(null);
	#bars = $state(0);
	/** Deeds that are only whole once they are done to the end. */
	#bound = $state(0);
	#isStopped = false;

	/** Whether a bar shows it, where the deed was chosen. */
	get isInBar(): boolean {
		return this.#bars > 0;
	}

	/** Whether it can still be given up: not once all is decided and being stored. */
	get mayStop(): boolean {
		return this.#bound === 0 && this.shown !== null && this.shown.done < this.shown.all;
	}

	/** To be attached to a bar that shows it. */
	readonly inBar = (): (() => void) => {
		untrack(() => this.#bars++);
		return () => untrack(() => this.#bars--);
	};

	/**
	 * Shows how far a deed is.
	 * @throws GivenUp where somebody stopped it
	 */
	tell(progress: Progress): void {
		this.shown = progress;
		if (this.#isStopped) throw new GivenUp();
	}

	/** A deed is over, whatever became of it. */
	end(): void {
		this.shown = null;
		this.#isStopped = false;
	}

	/** Gives up what is under way: nothing of it is saved. Too late once all of it is handed over. */
	stop(): void {
		this.#isStopped = this.mayStop;
	}

	/** Does what can't be given up: half of what belongs together is saved already. */
	async toTheEnd<T>(deed: () => Promise<T>): Promise<T> {
		this.#bound++;
		try {
			return await deed();
		} finally {
			this.#bound--;
		}
	}
}

export const work = new Work();
