import { drawn } from '#lib/ui/drawn.ts';
import { LastPlace } from './last-place.ts';
import { Narrowing } from './narrowing.ts';
import { RowSearch, sifted, type Found, type Indexing } from './row-search.ts';
import { soughtIn } from './searched.ts';
import { unsaid } from './sort-key.ts';

/** After work that took longer, in ms, it rests for this many times as long, but no longer than that. */
const restFrom = 16;
const restFor = 12;
const longestRest = 1000;

/** Rows to list, and how they change. */
export interface RowSource<Row> {
	/** Whose rows they are: another's must not stay. */
	owner: string;
	all(): Iterable<Row>;
	find(id: string): Row | undefined;
	/** Null: every change is looked for among all rows. */
	log: { readonly count: number; since(count: number): ReadonlySet<string> | null } | null;
}

/** Rows as a list shows them: in order, searched, narrowed, followed as they change. */
export class Listing<Row extends { id: string }> {
	#indexing: Indexing<Row>;
	#search: RowSearch<Row>;
	/** 0: nothing has been read. */
	#version = $state(0);
	#next: RowSource<Row> | null = null;
	/** What was followed last, for who lists it anew. */
	#source: RowSource<Row> | null = null;
	#running = false;
	/** Whether page after page of a first sync is coming. */
	#arriving = false;
	/** Ends a rest. */
	#wake: () => void = () => {};
	#owner: string | null = null;
	/** Of the row whose neighbours were asked for. */
	readonly #last = new LastPlace();
	/** A row that couldn't be listed left the index so: what is followed next has it made anew. */
	#halfMade = false;
	/** Up to which change of which log the index is made. */
	#seen: { log: RowSource<Row>['log']; count: number; indexing: Indexing<Row> } | null = null;

	/** How often what is looked up was made for who looked, and whether somebody did since rows were taken in. */
	#made = $state(0);
	#looked = false;

	/** What is searched for and what was found by it: the same once what it is looked up in is made. */
	#query = $state('');
	#sought = $state('');
	/** What is asked for and what the list shows: the same once it is found out. Null: all rows; undefined: nothing is known. */
	#asked: Narrowing<Row> | null = null;
	#narrowing: Narrowing<Row> | null | undefined = $state.raw(null);
	/** From the last to the first; rows that say nothing stay at the end. */
	backwards = $state(false);

	constructor(indexing: Indexing<Row>) {
		this.#indexing = indexing;
		this.#search = new RowSearch(indexing);
	}

	/** Whether there is something to show: the rows have been read once, and it is known which of them are meant. */
	get ready(): boolean {
		return this.#version > 0 && this.#narrowing !== undefined;
	}

	/** All rows, in order. */
	get rows(): readonly Row[] {
		void this.#version;
		return this.#search.rows;
	}

	/** How many rows there are. */
	get count(): number {
		return this.rows.length;
	}

	readonly #matching = $derived.by((): Found<Row> => {
		void this.#version;
		const { rows, places } = this.#search.find(soughtIn(this.#sought));
		const narrowing = this.#narrowing;
		if (!narrowing) return { rows, places };
		return { rows, places: sifted(places, (place) => narrowing.lets(rows[place] as Row)) };
	});

	readonly #found = $derived.by((): Found<Row> => {
		const { rows, places } = this.#matching;
		if (!this.backwards) return { rows, places };
		const said = this.#search.countBefore(unsaid);
		const end = places.findIndex((place) => place >= said);
		const turned = places.slice();
		turned.subarray(0, end === -1 ? places.length : end).reverse();
		return { rows, places: turned };
	});

	/** What is searched for; stays while one looks at a row and comes back. */
	get query(): string {
		return this.#query;
	}

	set query(query: string) {
		this.#query = query;
		void this.#seek();
	}

	/** Looks for what is asked: soon after a start, what is looked up is made first, while the list stays as it is. */
	#seek(): Promise<void> | undefined {
		const made = this.#query === '' ? undefined : this.#search.prepare();
		if (made) return made.then(() => this.#seek());
		this.#sought = this.#query;
		return undefined;
	}

	/** What fits the query, once that is known. */
	async sought(): Promise<Found<Row>> {
		await this.#seek();
		return this.found;
	}

	/** What fits the query and is not narrowed out. */
	get found(): Found<Row> {
		return this.#found;
	}

	/**
	 * Shows only the rows that pass a test; null: all. Of many it takes a moment to find out: until then the list
	 * stays as it is.
	 * @param passes another function wherever the same row may pass no longer
	 */
	narrow(passes: ((row: Row) => boolean) | null): void {
		if (passes === (this.#asked?.passes ?? null) && this.#narrowing !== undefined) return;
		const asked = (this.#asked = passes && new Narrowing(passes));
		const resting = asked?.prepare(this.#search.rows, () => asked === this.#asked);
		if (!resting) this.#narrowing = asked;
		else void resting.then(() => this.#show(asked));
	}

	#show(asked: Narrowing<Row> | null): void {
		if (asked === this.#asked) this.#narrowing = asked;
	}

	/** Nobody looks at the list any more: who does next asks for something else, and isn't shown this first. */
	leave(): void {
		this.#asked = null;
		this.#narrowing = undefined;
	}

	/** Lists the rows by something else, which takes a moment: until then they stay as they are. */
	listBy(indexing: Indexing<Row>): void {
		if (indexing === this.#indexing) return;
		this.#indexing = indexing;
		if (!this.#seen && !this.#running) this.#search = new RowSearch(indexing);
		else this.#begin(this.#next ?? this.#source);
	}

	/**
	 * Takes in rows as they are now; changes that come meanwhile are taken in afterwards, together.
	 * @param arriving whether more of them are on their way, page after page
	 */
	follow(source: RowSource<Row>, arriving: boolean): void {
		if (source.owner !== this.#owner) this.forget();
		this.#owner = source.owner;
		this.#arriving = arriving;
		if (!arriving) this.#wake();
		this.#begin(source);
	}

	#begin(source: RowSource<Row> | null): void {
		this.#next = source;
		if (!this.#running) void this.#run();
	}

	/** There is nothing to be looked at: another's rows must not stay. */
	forget(): void {
		if (!this.#seen && !this.#running) return;
		this.#search = new RowSearch(this.#indexing);
		this.#next = null;
		this.#source = null;
		this.#seen = null;
		this.#version = 0;
		this.query = '';
	}

	async #run(): Promise<void> {
		this.#running = true;
		try {
			for (let source = this.#next; source; source = this.#next) {
				this.#next = null;
				this.#source = source;
				const began = performance.now();
				await this.#takeIn(source);
				const took = performance.now() - began;
				// What else the page does comes first.
				if (this.#arriving && took > restFrom)
					await this.#rest(Math.min(took * restFor, longestRest));
			}
		} catch (error) {
			this.#halfMade = true;
			throw error;
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

	async #takeIn({ all, find, log }: RowSource<Row>): Promise<void> {
		const before = this.#search;
		const indexing = this.#indexing;
		const anew = this.#halfMade || (this.#seen !== null && this.#seen.indexing !== indexing);
		this.#halfMade = false;
		const search = anew ? new RowSearch(indexing) : before;
		const changed = log && !anew && this.#seen?.log === log ? log.since(this.#seen.count) : null;
		// What changes while it goes on is noted after this, and taken in next.
		const seen = { log, count: log?.count ?? 0, indexing };
		if (changed === null) await search.take(all());
		else if (changed.size > 0) await search.change(asTheyAre(changed, find));
		// What is new is looked at in slices as well.
		await this.#asked?.prepare(search.rows);
		// What is shown is found in what is new as soon as it is taken in.
		const looked = this.#looked;
		this.#looked = false;
		if (this.#query !== '' || looked) await search.prepare();
		if (before !== this.#search) return;
		this.#search = search;
		this.#seen = seen;
		if (changed?.size !== 0) this.#version++;
		// Each page of a first sync would have it made anew; and who looks at the list sees it first.
		if (this.#next === null && !this.#arriving) await drawn().then(() => search.prepare());
	}

	/**
	 * The first that fit another query, whatever the list shows; nobody before what is looked up is made, soon after a
	 * start.
	 */
	look(query: string, most: number): Row[] {
		void [this.#version, this.#made];
		this.#looked = true;
		const made = this.#search.prepare();
		if (made) {
			void made.then(() => this.#made++);
			return [];
		}
		const { rows, places } = this.#search.find(soughtIn(query));
		return [...places.subarray(0, most)].flatMap((place) => rows[place] ?? []);
	}

	/** What stands after a row among those found, or before it; from one that has left them, as it was left. */
	neighbour(id: string, step: 1 | -1): Row | undefined {
		const { rows, places } = this.found;
		const place = places[this.#last.beside(this.found, id, step) ?? -1];
		return place === undefined ? undefined : rows[place];
	}
}

/** Rows that changed, each looked for as its turn comes. */
function* asTheyAre<Row>(
	ids: Iterable<string>,
	find: (id: string) => Row | undefined
): Generator<readonly [string, Row | undefined]> {
	for (const id of ids) yield [id, find(id)];
}

/** The rows found, one after the other. */
export function* rowsOf<Row>({ rows, places }: Found<Row>): Generator<Row> {
	for (const place of places) {
		const row = rows[place];
		if (row !== undefined) yield row;
	}
}
