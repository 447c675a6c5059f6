import { SvelteSet } from 'svelte/reactivity';
import type { Registration } from '@foyer/shared/registrations';

/** The registrants that are chosen for a deed together, by id. */
export class Selection {
	readonly #ids = new SvelteSet<string>();
	/** On a phone rows are chosen only after one asks for it: a tap otherwise opens. */
	choosing = $state(false);
	#last: string | null = null;

	get size(): number {
		return this.#ids.size;
	}

	has(id: string): boolean {
		return this.#ids.has(id);
	}

	/** Of rows, those chosen. */
	of(rows: readonly Registration[]): Registration[] {
		return this.#ids.size === 0 ? [] : rows.filter(({ id }) => this.#ids.has(id));
	}

	/** Chooses one or not; with `through`, all between the last one and it as well. */
	toggle(id: string, rows: readonly Registration[], through: boolean): void {
		const wanted = !this.#ids.has(id);
		const from = through ? rows.findIndex((row) => row.id === this.#last) : -1;
		const to = rows.findIndex((row) => row.id === id);
		const range = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)];
		for (const row of rows.slice(range[0], (range[1] ?? to) + 1)) this.#set(row.id, wanted);
		this.#last = id;
	}

	#set(id: string, wanted: boolean): void {
		if (wanted) this.#ids.add(id);
		else this.#ids.delete(id);
	}

	/** Chooses all of the rows, or none where all are chosen already. */
	toggleAll(rows: readonly Registration[]): void {
		const all = rows.every(({ id }) => this.#ids.has(id));
		for (const { id } of rows) this.#set(id, !all);
	}

	clear(): void {
		this.#ids.clear();
		this.choosing = false;
		this.#last = null;
	}
}
