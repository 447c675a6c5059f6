/** What was made for a while ago, by name: who asks meanwhile gets the same. What failed is made anew. */
export class Remembered<T> {
	readonly #now: () => number;
	readonly #ms: number;
	readonly #made = new Map<string, { at: number; value: Promise<T> }>();

	/** @param ms for how long */
	constructor(now: () => number, ms: number) {
		this.#now = now;
		this.#ms = ms;
	}

	get(name: string, make: () => Promise<T>): Promise<T> {
		const now = this.#now();
		const known = this.#made.get(name);
		if (known && now - known.at < this.#ms) return known.value;
		for (const [other, { at }] of this.#made) if (now - at >= this.#ms) this.#made.delete(other);
		const made = { at: now, value: make() };
		this.#made.set(name, made);
		made.value.catch(() => {
			if (this.#made.get(name) === made) this.#made.delete(name);
		});
		return made.value;
	}
}
