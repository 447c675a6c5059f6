import type { Person } from '@foyer/shared/people';
import type { PeopleSource } from '#lib/sync/local.svelte.ts';
import { PeopleSearch, type Found } from './people-search.ts';

/** After work that took longer, in ms, it rests for this many times as long. */
const restFrom = 16;
const restFor = 3;

/** The organisation's people as the list shows them: sorted, searched, followed as they change. */
class Directory {
	#search = new PeopleSearch();
	/** 0: nobody has been read. */
	#version = $state(0);
	#next: PeopleSource | null = null;
	#running = false;
	/** Whether page after page of a first sync is coming. */
	#arriving = false;
	/** Ends a rest. */
	#wake: () => void = () => {};
	/** Whose people they are. */
	#owner: string | null = null;
	/** Up to which change of which log the index is made. */
	#seen: { log: PeopleSource['log']; count: number } | null = null;

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

	/**
	 * Takes in people as they are now; changes that come meanwhile are taken in afterwards, together.
	 * @param arriving whether more of them are on their way, page after page
	 */
	follow(source: PeopleSource, arriving: boolean): void {
		if (source.owner !== this.#owner) this.forget();
		this.#owner = source.owner;
		this.#next = source;
		this.#arriving = arriving;
		if (!arriving) this.#wake();
		if (!this.#running) void this.#run();
	}

	/** There is nobody to be looked at: another's people must not stay. */
	forget(): void {
		if (!this.#seen && !this.#running) return;
		this.#search = new PeopleSearch();
		this.#next = null;
		this.#seen = null;
		this.#version = 0;
		this.query = '';
	}

	async #run(): Promise<void> {
		this.#running = true;
		try {
			for (let source = this.#next; source; source = this.#next) {
				this.#next = null;
				const began = performance.now();
				await this.#takeIn(source);
				const took = performance.now() - began;
				// What else the page does comes first.
				if (this.#arriving && took > restFrom) await this.#rest(took * restFor);
			}
		} finally {
			this.#running = false;
		}
	}

	#rest(ms: number): Promise<void> {
		return new Promise((resolve) => {
			this.#wake = resolve;
			setTimeout(resolve, ms);
		});
	}

	async #takeIn({ all, find, log }: PeopleSource): Promise<void> {
		const search = this.#search;
		const changed = this.#seen?.log === log ? log.since(this.#seen.count) : null;
		// What changes while it goes on is noted after this, and taken in next.
		const seen = { log, count: log.count };
		if (changed === null) await search.take(all());
		else if (changed.size > 0)
			await search.change(new Map([...changed].map((id) => [id, find(id)])));
		if (search !== this.#search) return;
		this.#seen = seen;
		if (changed?.size !== 0) this.#version++;
		// Each page of a first sync would have it made anew.
		if (this.#next === null && !this.#arriving) await search.prepare();
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
