import type { Person } from '@foyer/shared/people';
import { unpacked } from '@foyer/shared/sync';
import { ChangeLog } from './change-log.ts';
import type { Chunk } from './data-store.ts';
import type { RowTable } from './row-table.ts';

/**
 * People on their way into memory, page by page in the order in which they are listed: to be looked at before
 * all of them are there, not to decide by.
 */
export class ArrivingPeople {
	readonly #table: RowTable;
	readonly log = new ChangeLog();
	readonly #people = new Map<string, Person>();

	/** @param table what is being filled with all there is of people */
	constructor(table: RowTable) {
		this.#table = table;
	}

	/** Those who can be looked at by now, in order; who comes while they are gone through is not among them. */
	all(): Iterable<Person> {
		return [...this.#people.values()];
	}

	find(id: string): Person | undefined {
		return this.#people.get(id);
	}

	/** Takes in some rows. @returns whether there are more to look at than before */
	take(chunk: Chunk): boolean {
		const rows = unpacked(chunk.rows);
		this.#table.fill({ ...chunk, rows });
		if (chunk.ordered) this.#show(rows.map(([id]) => id));
		return chunk.ordered;
	}

	#show(ids: readonly string[]): void {
		const { rows } = this.#table;
		for (const id of ids) {
			const row = rows.get(id);
			if (row) this.#people.set(id, row as unknown as Person);
		}
		this.log.note(ids);
	}
}
