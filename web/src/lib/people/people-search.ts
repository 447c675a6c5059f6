import type { Person } from '@foyer/shared/people';
import { nameKey } from '#lib/i18n/name-order.ts';
import { fold } from '#lib/i18n/search-text.ts';
import { Slices } from './slices.ts';
import { merged, sorted } from './sorting.ts';

interface Entry {
	person: Person;
	key: string;
	/** Name, address and company, folded. Holds no line feed. */
	text: string;
	/** The pass that last saw the person. */
	pass: number;
}

/** Some neighbours, and what they are looked up in. */
interface Block {
	from: number;
	count: number;
	/** Made when first asked for. */
	texts: Texts | null;
	/** Which of the letters a to z occur in each entry's text, a bit for each; made when first asked for. */
	letters: Uint32Array | null;
}

/** Neighbours' texts as one string: one scan of it costs less than one for each. */
interface Texts {
	text: string;
	/** Where each entry's text begins, and, last, where the next would. */
	starts: Uint32Array;
}

/** Who was found: their places among all the people, in order. */
export interface Found {
	people: readonly Person[];
	places: Uint32Array;
}

const blockLength = 2048;
/** This many are put in their places one by one; more are merged in. */
const fewChanges = 64;
const separator = '\n';

/** What is searched and sorted by, folded. */
interface Folded {
	first: string;
	last: string;
	email: string;
	company: string;
}

/** "Moreau Inès" is found as "Inès Moreau" is: a query's words are looked for one by one. */
const textOf = ({ first, last, email, company }: Folded): string =>
	`${first} ${last} ${email} ${company}`;

const saysTheSame = (a: Person, b: Person): boolean =>
	a === b ||
	(a.firstName === b.firstName &&
		a.lastName === b.lastName &&
		a.email === b.email &&
		a.company === b.company);

const codeOfA = 'a'.charCodeAt(0);

/** The letter's place among a to z, from 0; outside 0 to 25: it is none of them. */
const placeOf = (text: string, at: number): number => text.charCodeAt(at) - codeOfA;

function lettersOf(text: string): number {
	let letters = 0;
	for (let at = 0; at < text.length; at++) {
		const place = placeOf(text, at);
		if (place >= 0 && place < 26) letters |= 1 << place;
	}
	return letters;
}

const isLetter = (word: string): boolean => /^[a-z]$/.test(word);

function entryOf(person: Person, pass: number): Entry {
	const folded = {
		first: fold(person.firstName),
		last: fold(person.lastName),
		email: fold(person.email ?? ''),
		company: fold(person.company)
	};
	return { person, key: nameKey(folded, person.id), text: textOf(folded), pass };
}

/** A query's words, folded, the longest first: it is the one that fewest have. */
export const wordsOf = (query: string): string[] =>
	fold(query)
		.split(' ')
		.filter(Boolean)
		.sort((a, b) => b.length - a.length);

/**
 * People sorted by name and found as one types. Prepared once per change, in slices and only where people
 * changed, so that neither typing nor a sync of 100,000 makes the page wait.
 */
export class PeopleSearch {
	readonly #entries = new Map<string, Entry>();
	#sorted: Entry[] = [];
	#people: Person[] = [];
	#blocks: Block[] = [];
	#everybody = new Uint32Array();
	/** Where a search writes what it finds: growing a list would cost more than searching. */
	#found = new Uint32Array();
	#pass = 0;

	/** Everybody, sorted by name. */
	get people(): readonly Person[] {
		return this.#people;
	}

	/**
	 * Takes the directory as it is now. What is found stays as it was until this resolves. Rows that are
	 * the same object as before cost next to nothing. One call at a time.
	 */
	async take(rows: Iterable<Person>): Promise<void> {
		const slices = new Slices();
		const pass = ++this.#pass;
		const fresh: Entry[] = [];
		for (const person of rows) {
			const fresher = this.#see(person, pass);
			if (fresher) fresh.push(fresher);
			const rest = slices.step();
			if (rest) await rest;
		}
		const kept = await this.#stillThere(pass, slices);
		if (fresh.length === 0 && kept.length === this.#sorted.length) {
			this.#people = this.#sorted.map(({ person }) => person);
			return;
		}
		await this.#arrange(kept, fresh, slices);
	}

	/** Puts entries that are new among those that stay. */
	async #arrange(kept: readonly Entry[], fresh: readonly Entry[], slices: Slices): Promise<void> {
		const order = await merged(kept, await sorted(fresh, slices), slices);
		this.#blocks = blocksOf(order.length, this.#unmoved(order));
		this.#sorted = order;
		this.#people = order.map(({ person }) => person);
		this.#count();
	}

	/** The blocks at the beginning in which nothing changes: all of them where what is new comes after. */
	#unmoved(order: readonly Entry[]): Block[] {
		const before = this.#sorted;
		let same = 0;
		while (same < before.length && order[same] === before[same]) same++;
		const first = this.#blocks.findIndex(
			({ from, count }) => count < blockLength || from + count > same
		);
		return this.#blocks.slice(0, first === -1 ? undefined : first);
	}

	#count(): void {
		const count = this.#sorted.length;
		if (this.#everybody.length === count) return;
		this.#everybody = new Uint32Array(count);
		for (let place = 0; place < count; place++) this.#everybody[place] = place;
		this.#found = new Uint32Array(count);
	}

	/**
	 * Takes in people who changed, by id; undefined: who is there no longer. A few cost the same however many
	 * others there are. One call at a time.
	 */
	async change(people: ReadonlyMap<string, Person | undefined>): Promise<void> {
		const gone: Entry[] = [];
		const fresh: Entry[] = [];
		for (const [id, person] of people) {
			const known = this.#entries.get(id);
			if (known && person && saysTheSame(known.person, person)) {
				known.person = person;
				this.#people[this.#placeFor(known.key)] = person;
				continue;
			}
			if (known) gone.push(known);
			if (!person) this.#entries.delete(id);
			else {
				const entry = entryOf(person, this.#pass);
				this.#entries.set(id, entry);
				fresh.push(entry);
			}
		}
		if (gone.length + fresh.length <= fewChanges) this.#changeFew(gone, fresh);
		else {
			const leaving = new Set(gone);
			const kept = this.#sorted.filter((entry) => !leaving.has(entry));
			await this.#arrange(kept, fresh, new Slices());
		}
	}

	/** Where an entry with a key is, or would be. */
	#placeFor(key: string): number {
		let from = 0;
		let to = this.#sorted.length;
		while (from < to) {
			const middle = (from + to) >> 1;
			if ((this.#sorted[middle]?.key ?? '') < key) from = middle + 1;
			else to = middle;
		}
		return from;
	}

	#changeFew(gone: readonly Entry[], fresh: readonly Entry[]): void {
		const touched = new Set<Block>();
		for (const { key } of gone) {
			const place = this.#placeFor(key);
			touched.add(this.#resize(place, -1));
			this.#sorted.splice(place, 1);
			this.#people.splice(place, 1);
		}
		for (const entry of fresh) {
			const place = this.#placeFor(entry.key);
			touched.add(this.#resize(place, 1));
			this.#sorted.splice(place, 0, entry);
			this.#people.splice(place, 0, entry.person);
		}
		for (const block of touched) block.texts = block.letters = null;
		this.#count();
	}

	/** Makes room for an entry at a place, or takes its room away. @returns the block that it is in */
	#resize(place: number, by: 1 | -1): Block {
		if (this.#blocks.length === 0)
			this.#blocks.push({ from: 0, count: 0, texts: null, letters: null });
		const index = this.#blocks.findLastIndex(({ from }) => from <= place);
		const block = this.#blocks[index] as Block;
		block.count += by;
		for (const later of this.#blocks.slice(index + 1)) later.from += by;
		return block;
	}

	/** @returns the entry of a person who is new or says something new */
	#see(person: Person, pass: number): Entry | undefined {
		const known = this.#entries.get(person.id);
		// Rows may change between two slices; the next pass, which that change begins, sees them right.
		if (known?.pass === pass) return undefined;
		if (known && saysTheSame(known.person, person)) {
			known.person = person;
			known.pass = pass;
			return undefined;
		}
		const entry = entryOf(person, pass);
		this.#entries.set(person.id, entry);
		return entry;
	}

	/** The entries of before that are still the ones, in order; those who are gone are forgotten. */
	async #stillThere(pass: number, slices: Slices): Promise<Entry[]> {
		const kept: Entry[] = [];
		for (const entry of this.#sorted) {
			const present = this.#entries.get(entry.person.id);
			if (present === entry && entry.pass === pass) kept.push(entry);
			else if (present?.pass !== pass) this.#entries.delete(entry.person.id);
			const rest = slices.step();
			if (rest) await rest;
		}
		return kept;
	}

	/** Those in whose name, address or company every word of the query occurs, sorted by name. */
	find(query: string): Found {
		const [longest, ...others] = wordsOf(query);
		const people = this.#people;
		if (longest === undefined) return { people, places: this.#everybody };
		// The first letter typed is in most texts: asked bit by bit, since finding each would take longest.
		const places =
			isLetter(longest) && others.length === 0
				? this.#withLetter(1 << placeOf(longest, 0))
				: this.#withWords(longest, others);
		return { people, places };
	}

	#entriesOf({ from, count }: Block): Entry[] {
		return this.#sorted.slice(from, from + count);
	}

	#lettersOf(block: Block): Uint32Array {
		block.letters ??= Uint32Array.from(this.#entriesOf(block), ({ text }) => lettersOf(text));
		return block.letters;
	}

	#textsOf(block: Block): Texts {
		block.texts ??= textsOf(this.#entriesOf(block));
		return block.texts;
	}

	/** Makes what is looked up as one types: not while somebody waits for the list. */
	async prepare(): Promise<void> {
		const slices = new Slices();
		for (const block of this.#blocks) {
			this.#textsOf(block);
			this.#lettersOf(block);
			await slices.break();
		}
	}

	#withLetter(letter: number): Uint32Array {
		let count = 0;
		for (const block of this.#blocks) {
			const letters = this.#lettersOf(block);
			for (let index = 0; index < letters.length; index++)
				if ((letters[index] ?? 0) & letter) this.#found[count++] = block.from + index;
		}
		return this.#found.slice(0, count);
	}

	#withWords(longest: string, others: string[]): Uint32Array {
		let count = 0;
		for (const block of this.#blocks) {
			const { from } = block;
			const { text, starts } = this.#textsOf(block);
			let index = 0;
			for (let at = text.indexOf(longest); at !== -1; at = text.indexOf(longest, starts[index])) {
				while ((starts[index + 1] ?? Infinity) <= at) index++;
				const place = from + index++;
				if (others.length === 0 || this.#hasAll(place, others)) this.#found[count++] = place;
			}
		}
		return this.#found.slice(0, count);
	}

	#hasAll(place: number, words: string[]): boolean {
		const { text = '' } = this.#sorted[place] ?? {};
		return words.every((word) => text.includes(word));
	}
}

/** @param unmoved blocks at the beginning that there are already */
function blocksOf(count: number, unmoved: readonly Block[]): Block[] {
	const blocks = [...unmoved];
	const last = blocks.at(-1);
	for (let from = last ? last.from + last.count : 0; from < count; from += blockLength)
		blocks.push({ from, count: Math.min(blockLength, count - from), texts: null, letters: null });
	return blocks;
}

/** A copy of the entries' texts: a fraction of a millisecond. */
function textsOf(entries: readonly Entry[]): Texts {
	const starts = new Uint32Array(entries.length + 1);
	for (const [index, { text }] of entries.entries())
		starts[index + 1] = (starts[index] ?? 0) + text.length + separator.length;
	return { text: entries.map(({ text }) => text + separator).join(''), starts };
}
