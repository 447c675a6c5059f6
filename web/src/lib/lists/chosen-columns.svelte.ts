import type { SavedList } from '@foyer/shared/saved-views';
import type { ChosenColumns } from './columns.ts';

const isChosen = (value: unknown): value is ChosenColumns =>
	Array.isArray(value) &&
	value.every(
		(each: { column?: unknown; width?: unknown } | null) =>
			typeof each?.column === 'string' && (each.width === null || typeof each.width === 'number')
	);

function read(key: string): ChosenColumns | null {
	try {
		const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
		return isChosen(value) ? value : null;
	} catch {
		return null;
	}
}

/** Which columns a list has on this device: kept at once, with or without a saved view. */
class ListColumns {
	readonly #key: string;
	#chosen: ChosenColumns | null = $state.raw(null);

	constructor(list: SavedList) {
		this.#key = `foyer.columns.${list}`;
		this.#chosen = read(this.#key);
	}

	get chosen(): ChosenColumns | null {
		return this.#chosen;
	}

	/** @param chosen null: as they were at first */
	choose(chosen: ChosenColumns | null): void {
		this.#chosen = chosen;
		try {
			if (chosen) localStorage.setItem(this.#key, JSON.stringify(chosen));
			else localStorage.removeItem(this.#key);
		} catch {
			// A device without room keeps them for as long as the page is open.
		}
	}
}

export const chosenColumns = {
	people: new ListColumns('people'),
	registrations: new ListColumns('registrations')
};
