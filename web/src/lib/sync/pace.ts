import { pace } from '@foyer/shared/sync';

/** An answer that came within this time, in ms, and the next may bring twice as much. */
const soonMs = 1500;
/** One that took longer than this, in ms, and the next brings half. Far below the time after which it is given up. */
const longMs = 6000;

/**
 * How much the answers of a first sync are to bring, by how long they take: each costs something of its own, and
 * on a weak network one that is too large never arrives.
 */
export class Pace {
	#value = pace.usual;

	get value(): number {
		return this.#value;
	}

	/** An answer came. */
	took(ms: number): void {
		if (ms <= soonMs) this.#value = Math.min(pace.most, this.#value * 2);
		else if (ms > longMs) this.slower();
	}

	/** None came. */
	slower(): void {
		this.#value = Math.max(pace.least, this.#value / 2);
	}
}
