import * as v from 'valibot';

const key = 'foyer.lease';

/** What is remembered of a lease: the latest time that counts, and which lease it is. UTC ms. */
const seenSchema = v.object({ locksAt: v.number(), at: v.number() });

/**
 * The time as a lease counts it: it goes on though the device's clock is set back. A time that the clock showed for a
 * moment only, before it was set right, doesn't count. Each contact brings another lease, and with it begins anew.
 */
export class LeaseClock {
	readonly #store: Pick<Storage, 'getItem' | 'setItem'>;
	readonly #elapsed: () => number;
	/** When it was last asked, and what counted then. */
	#last: { locksAt: number; now: number; elapsed: number; at: number } | null = null;

	/**
	 * @param store what outlives the page
	 * @param elapsed the time since the page began, in ms, whatever the clock is set to
	 */
	constructor(store: Pick<Storage, 'getItem' | 'setItem'>, elapsed: () => number) {
		this.#store = store;
		this.#elapsed = elapsed;
	}

	/**
	 * To be asked now and then while a lease goes on.
	 * @returns the time that it is for the lease, UTC ms
	 */
	at(now: number, locksAt: number): number {
		const elapsed = this.#elapsed();
		const last = this.#last?.locksAt === locksAt ? this.#last : null;
		const passed = last ? elapsed - last.elapsed : 0;
		// Another tab may have seen more of it.
		const seen = Math.max(this.#seen(locksAt), last ? last.at + passed : -Infinity);
		const shown = last ? Math.min(now, last.now + passed) : -Infinity;
		const at = Math.max(seen, shown);
		this.#last = { locksAt, now, elapsed, at };
		this.#remember(locksAt, at);
		return Math.max(now, at);
	}

	#seen(locksAt: number): number {
		try {
			const seen = v.parse(seenSchema, JSON.parse(this.#store.getItem(key) ?? ''));
			return seen.locksAt === locksAt ? seen.at : -Infinity;
		} catch {
			return -Infinity;
		}
	}

	#remember(locksAt: number, at: number): void {
		if (!Number.isFinite(at)) return;
		try {
			this.#store.setItem(key, JSON.stringify({ locksAt, at }));
		} catch {
			// A device that is full: it goes on by what this page has seen.
		}
	}
}
