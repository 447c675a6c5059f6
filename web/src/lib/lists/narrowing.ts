import { Slices } from './slices.ts';

/** What rows must be to be shown, found out once for each of them. */
export class Narrowing<Row extends object> {
	readonly passes: (row: Row) => boolean;
	readonly #known = new Map<Row, boolean>();

	constructor(passes: (row: Row) => boolean) {
		this.passes = passes;
	}

	/** Whether a row passes. */
	lets(row: Row): boolean {
		const known = this.#known.get(row);
		if (known !== undefined) return known;
		const lets = this.passes(row);
		this.#known.set(row, lets);
		return lets;
	}

	/**
	 * Finds out about many rows ahead, in slices.
	 * @param wanted whether it still matters
	 * @returns undefined where that took no longer than one slice
	 */
	prepare(rows: readonly Row[], wanted = (): boolean => true): Promise<void> | undefined {
		// States of rows that are no longer would stay for as long as the list is narrowed.
		if (this.#known.size > 2 * rows.length) this.#known.clear();
		const slices = new Slices();
		const places = rows.keys();
		const goOn = (): Promise<void> | undefined => {
			for (const place of places) {
				// Rows may leave the list between two slices.
				const row = rows[place];
				if (row) this.lets(row);
				const rest = slices.step();
				if (rest) return rest.then(() => (wanted() ? goOn() : undefined));
			}
			return undefined;
		};
		return goOn();
	}
}
