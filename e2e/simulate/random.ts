/** Random numbers that a seed reproduces (mulberry32). */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** From 0 up to 1. */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let t = this.#state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A whole number from 0 up to `below`. */
	int(below: number): number {
		return Math.floor(this.next() * below);
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	pick<T>(choices: readonly T[]): T {
		const picked = choices[this.int(choices.length)];
		if (picked === undefined) throw new Error('nothing to pick from');
		return picked;
	}

	/**
	 * One of several choices, each with its share of a whole; what they leave of it goes to another. A choice that is
	 * added at the end later takes of that alone, so that most of what a seed does stays as it was.
	 */
	share<T>(whole: number, choices: readonly (readonly [share: number, choice: T])[], rest: T): T {
		let roll = this.int(whole);
		for (const [share, choice] of choices) {
			if (roll < share) return choice;
			roll -= share;
		}
		return rest;
	}

	/** A version 4 UUID. */
	uuid(): string {
		const hex = Array.from({ length: 32 }, () => this.int(16).toString(16)).join('');
		const variant = '89ab'[this.int(4)] ?? '8';
		return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
	}
}
