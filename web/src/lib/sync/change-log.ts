/** Ids that are remembered; who lacks more of them looks through everything. */
const mostIds = 50_000;

/** Which rows changed, for who keeps something in step with them. */
export class ChangeLog {
	/** The newest last; null: any row may have. */
	#entries: (readonly string[] | null)[] = [];
	/** The number of the first of them. */
	#first = 0;
	#ids = 0;

	/** Notes a change. */
	note(ids: readonly string[] | null): void {
		if (ids?.length === 0) return;
		const few = ids && ids.length <= mostIds ? ids : null;
		this.#entries.push(few);
		this.#ids += few?.length ?? 0;
		while (this.#ids > mostIds) {
			this.#ids -= this.#entries.shift()?.length ?? 0;
			this.#first++;
		}
	}

	/** How many changes there have been: what `since` is asked with later. */
	get count(): number {
		return this.#first + this.#entries.length;
	}

	/** The rows that changed after so many changes; null: any may have. */
	since(count: number): ReadonlySet<string> | null {
		if (count < this.#first) return null;
		const ids = new Set<string>();
		for (const entry of this.#entries.slice(count - this.#first)) {
			if (entry === null) return null;
			for (const id of entry) ids.add(id);
		}
		return ids;
	}
}
