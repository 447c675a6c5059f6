import { createSubscriber } from 'svelte/reactivity';
import { local } from '#lib/sync/local.svelte.ts';

/** The corrected time for what is shown: whoever reads it looks again at every step. UTC ms. */
class Clock {
	readonly #follow: () => void;

	constructor(stepMs: number) {
		this.#follow = createSubscriber((update) => {
			const timer = setInterval(update, stepMs);
			return () => clearInterval(timer);
		});
	}

	get now(): number {
		this.#follow();
		return local.now();
	}
}

/** For what counts seconds. */
export const secondsClock = new Clock(1000);
/** For lists: an event is over a moment after its end, and that is soon enough. */
export const slowClock = new Clock(15_000);
