/* eslint-disable svelte/prefer-svelte-reactivity -- the set is replaced, not changed */

import type { Found } from './row-search.ts';

interface Identified {
	id: string;
}

/** The rows that are chosen for a deed together, by id. */
export class Selection {
	/** Replaced, not changed: 100,000 are chosen at once. */
	#ids: ReadonlySet<string> = $state.raw(new Set());
	/** On a phone rows are chosen only after one asks for it: a tap otherwise opens. */
	choosing = $state(false);
	#last: string | null = null;
	/** All of which were chosen by one press, and none but them: they aren't looked up one by one. */
	#whole: Found<Identified> | null = null;

	get size(): number {
		return this.#ids.size;
	}

	has(id: string): boolean {
		return this.#ids.has(id);
	}

	/** Of those found, those chosen. */
	of<Row extends Identified>(found: Found<Row>): Row[] {
		const chosen: Row[] = [];
		const ids = this.#ids;
		if (ids.size === 0) return chosen;
		const { rows, places } = found;
		const isWhole = this.#whole === found;
		for (let at = 0; at < places.length; at++) {
			const row = rows[places[at] as number];
			if (row && (isWhole || ids.has(row.id))) chosen.push(row);
		}
		return chosen;
	}

	/** Those chosen that aren't among the ones found: earlier, before something else was searched for. */
	beyond<Row extends Identified>({ rows }: Found<Row>, here: readonly Row[]): Row[] {
		const ids = this.#ids;
		if (here.length === ids.size) return [];
		const seen = new Set<string>();
		for (const { id } of here) seen.add(id);
		return rows.filter(({ id }) => ids.has(id) && !seen.has(id));
	}

	/** Chooses one or not; with `through`, all between the last one and it as well. */
	toggle(id: string, rows: Iterable<Identified>, through: boolean): void {
		const from = through ? this.#last : null;
		this.#set(from === null ? [id] : between(rows, from, id), !this.#ids.has(id));
		this.#last = id;
	}

	#set(ids: Iterable<string>, wanted: boolean): void {
		this.#whole = null;
		const all = new Set(this.#ids);
		for (const id of ids) {
			if (wanted) all.add(id);
			else all.delete(id);
		}
		this.#ids = all;
	}

	/** Chooses all of those found, or none where all are chosen already. */
	toggleAll(found: Found<Identified>): void {
		const ids = idsOf(found);
		if (this.#ids.size > 0) return this.#set(ids, ![...ids].every((id) => this.#ids.has(id)));
		this.#whole = found;
		this.#ids = ids;
	}

	clear(): void {
		this.#whole = null;
		this.#ids = new Set();
		this.choosing = false;
		this.#last = null;
	}
}

/** Without a list in between, nor a generator: they may be 100,000. */
function idsOf({ rows, places }: Found<Identified>): ReadonlySet<string> {
	const ids = new Set<string>();
	for (let at = 0; at < places.length; at++) {
		const row = rows[places[at] as number];
		if (row) ids.add(row.id);
	}
	return ids;
}

/** The ids from one row to another, whichever comes first; the second alone where the first isn't shown. */
function between(rows: Iterable<Identified>, one: string, other: string): string[] {
	const ids: string[] = [];
	for (const { id } of rows) {
		const isEnd = id === one || id === other;
		if (ids.length === 0 && !isEnd) continue;
		ids.push(id);
		if (isEnd && (ids.length > 1 || one === other)) return ids;
	}
	return [other];
}
