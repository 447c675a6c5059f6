import { local } from '#lib/sync/local.svelte.ts';

type Counts = ReadonlyMap<string, number>;

function sameCounts(a: Counts, b: Counts): boolean {
	if (a.size !== b.size) return false;
	for (const [id, count] of a) if (b.get(id) !== count) return false;
	return true;
}

/** How many events people have a place at, as a list is sorted by it: another map only where it says otherwise. */
export class CountedPlaces {
	#counts: Counts | undefined;

	/** Undefined until it is known. Following it follows its changes. */
	now(): Counts | undefined {
		const counts = local.placesOfAll();
		if (!counts || !this.#counts || !sameCounts(counts, this.#counts)) this.#counts = counts;
		return this.#counts;
	}
}
