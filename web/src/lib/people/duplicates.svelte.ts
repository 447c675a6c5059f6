import { DuplicateFinder, type Duplicate } from '@foyer/shared/duplicates';
import type { Person } from '@foyer/shared/people';
import { Slices } from '#lib/lists/slices.ts';

/** Who may be there twice, looked for in slices so that the page stays alive. */
export class DuplicateSearch {
	found = $state.raw<readonly Duplicate[] | null>(null);
	#run = 0;

	/** Looks through everybody; a later look takes the place of one under way. */
	async look(people: Iterable<Person>): Promise<void> {
		const run = ++this.#run;
		const finder = new DuplicateFinder();
		const slices = new Slices();
		// People may change between two slices, and a map that changes is not to be walked on.
		for (const person of [...people]) {
			finder.take(person);
			const rest = slices.step();
			if (rest) await rest;
			if (run !== this.#run) return;
		}
		this.found = finder.found();
	}

	stop(): void {
		this.#run++;
	}
}
