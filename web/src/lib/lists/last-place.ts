import type { Found } from './row-search.ts';

/** Where a row stands in a list or, once it has left the list, where it stood: who steps on from it goes on there. */
export class LastPlace {
	#id: string | null = null;
	#at = 0;

	/** Which of those found a row is; undefined: it isn't among them. */
	of({ rows, places }: Found<{ id: string }>, id: string): number | undefined {
		const at = places.findIndex((place) => rows[place]?.id === id);
		if (at === -1) return undefined;
		this.#id = id;
		this.#at = at;
		return at;
	}

	/**
	 * Which of those found comes after a row (or before it); beyond both ends: none.
	 * @returns undefined where the row isn't among them, and wasn't when it was last looked for
	 */
	beside(found: Found<{ id: string }>, id: string, step: 1 | -1): number | undefined {
		const at = this.of(found, id);
		if (at !== undefined) return at + step;
		if (this.#id !== id) return undefined;
		// Who came after it has moved up.
		const stood = Math.min(this.#at, found.places.length);
		return step === 1 ? stood : stood - 1;
	}
}
