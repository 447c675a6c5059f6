/**
 * Which element of a list shows which row. What one types finds other rows: where they are shown by the elements that
 * are there, text alone changes, which takes a fraction of making each anew. Otherwise a row keeps its element.
 */
export class Slots {
	readonly #byRow = new Map<string | number, number>();

	/** The number of a row's element: in turn, as rows are first shown. */
	of(row: string | number): number {
		const known = this.#byRow.get(row) ?? this.#byRow.size;
		this.#byRow.set(row, known);
		return known;
	}
}
