import type { Person } from '@foyer/shared/people';
import { PeopleSearch, type Found } from './people-search.ts';

/** The organisation's people as the list shows them: sorted, searched, followed as they change. */
class Directory {
	readonly #search = new PeopleSearch();
	#version = $state(0);
	#next: Iterable<Person> | null = null;
	#running = false;

	/** What is searched for; stays while one looks at a person and comes back. */
	query = $state('');

	/** Whether the device's people have been read once. */
	get ready(): boolean {
		return this.#version > 0;
	}

	/** How many people there are. */
	get count(): number {
		void this.#version;
		return this.#search.people.length;
	}

	readonly #found = $derived.by((): Found => {
		void this.#version;
		return this.#search.find(this.query);
	});

	/** Who matches the query; everybody without one. */
	get found(): Found {
		return this.#found;
	}

	/** Takes people as they are now; changes that come meanwhile are taken in afterwards, together. */
	take(rows: Iterable<Person>): void {
		this.#next = rows;
		if (!this.#running) void this.#run();
	}

	async #run(): Promise<void> {
		this.#running = true;
		try {
			for (let rows = this.#next; rows; rows = this.#next) {
				this.#next = null;
				await this.#search.take(rows);
				this.#version++;
			}
		} finally {
			this.#running = false;
		}
	}

	/** Who stands some places after (before: negative) a person among those found. */
	neighbour(id: string, steps: number): Person | undefined {
		const { people, places } = this.found;
		const at = places.findIndex((place) => people[place]?.id === id);
		const place = at === -1 ? undefined : places[at + steps];
		return place === undefined ? undefined : people[place];
	}
}

export const directory = new Directory();
