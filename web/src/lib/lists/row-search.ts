import { fold } from '#lib/i18n/search-text.ts';
import { Slices } from './slices.ts';
import { merged, sorted } from './sorting.ts';

interface Identified {
	id: string;
}

/** How rows are listed and found. */
export interface Indexing<Row> {
	/** What a row is listed by, compared by code units. */
	keyOf(row: Row): string;
	/** What a row is found by, folded and without line feeds: asked for when somebody looks something up. */
	textOf(row: Row): string;
	/** Whether two states of a row are listed and found alike: costs less than their keys and texts. */
	alike(a: Row, b: Row): boolean;
	/** What a row is listed and found by besides itself: another object, another entry. */
	beside?(row: Row): object | undefined;
}

interface Entry<Row> {
	row: Row;
	key: string;
	beside: object | undefined;
	/** The pass that last saw the row. */
	pass: number;
}

/** Some neighbours, and what they are looked up in. */
interface Block {
	from: number;
	count: number;
	/** Made when first asked for. */
	texts: Texts | null;
}

/** Neighbours' texts as one string: one scan of it costs less than one for each. */
interface Texts {
	text: string;
	/** Where each entry's text begins, and, last, where the next would. */
	starts: Uint32Array;
	/** Which of the letters a to z occur in each entry's text, a bit for each. */
	letters: Uint32Array;
}

/** What was found: places among all rows, in the order in which they are listed. */
export interface Found<Row> {
	rows: readonly Row[];
	places: Uint32Array;
}

/** Of all rows, those of some ids. */
export function those<Row extends Identified>(
	{ rows }: Found<Row>,
	ids: ReadonlySet<string>
): Found<Row> {
	const places: number[] = [];
	rows.forEach(({ id }, place) => {
		if (ids.has(id)) places.push(place);
	});
	return { rows, places: Uint32Array.from(places) };
}

/** Those places that pass a test: what arrays' own filter takes several times as long for. */
export function sifted(places: Uint32Array, passes: (place: number) => boolean): Uint32Array {
	const found = new Uint32Array(places.length);
	let count = 0;
	for (let at = 0; at < places.length; at++) {
		const place = places[at] as number;
		if (passes(place)) found[count++] = place;
	}
	return found.slice(0, count);
}

const blockLength = 1024;
/** This many are put in their places one by one; more are merged in. */
const fewChanges = 64;
const separator = '\n';

const codeOfA = 'a'.charCodeAt(0);

/** The letter's place among a to z, from 0; outside 0 to 25: it is none of them. */
const placeOf = (text: string, at: number): number => text.charCodeAt(at) - codeOfA;

function lettersIn(text: string, from: number, to: number): number {
	let letters = 0;
	for (let at = from; at < to; at++) {
		const place = placeOf(text, at);
		if (place >= 0 && place < 26) letters |= 1 << place;
	}
	return letters;
}

const isLetter = (word: string): boolean => /^[a-z]$/.test(word);

/** A query's words, folded, the longest first: it is the one that fewest have. */
export const wordsOf = (query: string): string[] =>
	fold(query)
		.split(' ')
		.filter(Boolean)
		.sort((a, b) => b.length - a.length);

/**
 * Rows listed in one order and found as one types. Prepared once per change, in slices and only where rows
 * changed, so that neither typing nor a sync of 100,000 makes the page wait.
 */
export class RowSearch<Row extends Identified> {
	readonly #indexing: Indexing<Row>;
	readonly #entries = new Map<string, Entry<Row>>();
	#sorted: Entry<Row>[] = [];
	#rows: Row[] = [];
	#blocks: Block[] = [];
	#everything = new Uint32Array();
	/** Where a search writes what it finds: growing a list would cost more than searching. */
	#found = new Uint32Array();
	#pass = 0;

	constructor(indexing: Indexing<Row>) {
		this.#indexing = indexing;
	}

	/** All of them, in order. */
	get rows(): readonly Row[] {
		return this.#rows;
	}

	/**
	 * Takes all rows as they are now. What is found stays as it was until this resolves. Rows that are
	 * the same object as before cost next to nothing. One call at a time.
	 */
	async take(rows: Iterable<Row>): Promise<void> {
		const slices = new Slices();
		const pass = ++this.#pass;
		const fresh: Entry<Row>[] = [];
		for (const row of rows) {
			const fresher = this.#see(row, pass);
			if (fresher) fresh.push(fresher);
			const rest = slices.step();
			if (rest) await rest;
		}
		const kept = await this.#stillThere(pass, slices);
		if (fresh.length === 0 && kept.length === this.#sorted.length) {
			this.#rows = this.#sorted.map(({ row }) => row);
			return;
		}
		await this.#arrange(kept, fresh, slices);
	}

	/** Puts entries that are new among those that stay. */
	async #arrange(
		kept: readonly Entry<Row>[],
		fresh: readonly Entry<Row>[],
		slices: Slices
	): Promise<void> {
		const order = await merged(kept, await sorted(fresh, slices), slices);
		const rows: Row[] = [];
		for (const { row } of order) {
			rows.push(row);
			const rest = slices.step();
			if (rest) await rest;
		}
		const blocks = blocksOf(order.length, this.#unmoved(order));
		// Who shows it goes through all of it next.
		await slices.break();
		this.#blocks = blocks;
		this.#sorted = order;
		this.#rows = rows;
		this.#count();
	}

	/** The blocks at the beginning in which nothing changes: all of them where what is new comes after. */
	#unmoved(order: readonly Entry<Row>[]): Block[] {
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
		if (this.#everything.length === count) return;
		this.#everything = new Uint32Array(count);
		for (let place = 0; place < count; place++) this.#everything[place] = place;
		this.#found = new Uint32Array(count);
	}

	/**
	 * Takes in rows that changed, by id; undefined: what is there no longer. A few cost the same however many
	 * others there are. What is found stays as it was until this resolves. One call at a time.
	 */
	async change(rows: Iterable<readonly [id: string, row: Row | undefined]>): Promise<void> {
		const slices = new Slices();
		const gone: Entry<Row>[] = [];
		const fresh: Entry<Row>[] = [];
		for (const [id, row] of rows) {
			const rest = slices.step();
			if (rest) await rest;
			const known = this.#entries.get(id);
			if (known && row && this.#saysTheSame(known, row)) {
				known.row = row;
				this.#rows[this.#placeFor(known.key)] = row;
				continue;
			}
			if (known) gone.push(known);
			if (!row) this.#entries.delete(id);
			else {
				const entry = this.#entryOf(row, this.#pass);
				this.#entries.set(id, entry);
				fresh.push(entry);
			}
		}
		if (gone.length + fresh.length <= fewChanges) this.#changeFew(gone, fresh);
		else {
			const leaving = new Set(gone);
			const kept = this.#sorted.filter((entry) => !leaving.has(entry));
			await this.#arrange(kept, fresh, slices);
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

	#changeFew(gone: readonly Entry<Row>[], fresh: readonly Entry<Row>[]): void {
		const touched = new Set<Block>();
		// What was found before is shown until what is new is looked up.
		this.#rows = this.#rows.slice();
		for (const { key } of gone) {
			const place = this.#placeFor(key);
			touched.add(this.#resize(place, -1));
			this.#sorted.splice(place, 1);
			this.#rows.splice(place, 1);
		}
		for (const entry of fresh) {
			const place = this.#placeFor(entry.key);
			touched.add(this.#resize(place, 1));
			this.#sorted.splice(place, 0, entry);
			this.#rows.splice(place, 0, entry.row);
		}
		for (const block of touched) block.texts = null;
		this.#count();
	}

	/** Makes room for an entry at a place, or takes its room away. @returns the block that it is in */
	#resize(place: number, by: 1 | -1): Block {
		if (this.#blocks.length === 0) this.#blocks.push({ from: 0, count: 0, texts: null });
		const index = this.#blocks.findLastIndex(({ from }) => from <= place);
		const block = this.#blocks[index] as Block;
		block.count += by;
		for (const later of this.#blocks.slice(index + 1)) later.from += by;
		return block;
	}

	#entryOf(row: Row, pass: number): Entry<Row> {
		return { row, key: this.#indexing.keyOf(row), beside: this.#indexing.beside?.(row), pass };
	}

	#saysTheSame({ row: before, beside }: Entry<Row>, row: Row): boolean {
		const { alike, beside: besideOf } = this.#indexing;
		return (before === row || alike(before, row)) && beside === besideOf?.(row);
	}

	/** @returns the entry of a row that is new or says something new */
	#see(row: Row, pass: number): Entry<Row> | undefined {
		const known = this.#entries.get(row.id);
		// Rows may change between two slices; the next pass, which that change begins, sees them right.
		if (known?.pass === pass) return undefined;
		if (known && this.#saysTheSame(known, row)) {
			known.row = row;
			known.pass = pass;
			return undefined;
		}
		const entry = this.#entryOf(row, pass);
		this.#entries.set(row.id, entry);
		return entry;
	}

	/** The entries of before that are still the ones, in order; those that are gone are forgotten. */
	async #stillThere(pass: number, slices: Slices): Promise<Entry<Row>[]> {
		const kept: Entry<Row>[] = [];
		for (const entry of this.#sorted) {
			const present = this.#entries.get(entry.row.id);
			if (present === entry && entry.pass === pass) kept.push(entry);
			else if (present?.pass !== pass) this.#entries.delete(entry.row.id);
			const rest = slices.step();
			if (rest) await rest;
		}
		return kept;
	}

	/** Those in whose text every word of the query occurs, in order. */
	find(query: string): Found<Row> {
		const words = wordsOf(query);
		const [longest, ...others] = words;
		const rows = this.#rows;
		if (longest === undefined) return { rows, places: this.#everything };
		// The first letter typed is in most texts: asked bit by bit, since finding each would take longest.
		const places =
			isLetter(longest) && others.length === 0
				? this.#withLetter(1 << placeOf(longest, 0))
				: this.#withWords(words);
		return { rows, places };
	}

	/** How many rows come before a key. */
	countBefore(key: string): number {
		return this.#placeFor(key);
	}

	#textsOf(block: Block): Texts {
		const { from, count } = block;
		block.texts ??= textsOf(
			this.#sorted.slice(from, from + count).map(({ row }) => this.#indexing.textOf(row))
		);
		return block.texts;
	}

	/**
	 * Makes what is looked up as one types: not while somebody waits for the list.
	 * @returns undefined where that took no longer than one slice
	 */
	prepare(): Promise<void> | undefined {
		const slices = new Slices();
		const blocks = this.#blocks.values();
		const goOn = (): Promise<void> | undefined => {
			for (const block of blocks) {
				this.#textsOf(block);
				const rest = slices.break();
				if (rest) return rest.then(goOn);
			}
			return undefined;
		};
		return goOn();
	}

	#withLetter(letter: number): Uint32Array {
		let count = 0;
		for (const block of this.#blocks) {
			const { letters } = this.#textsOf(block);
			for (let index = 0; index < letters.length; index++)
				if ((letters[index] ?? 0) & letter) this.#found[count++] = block.from + index;
		}
		return this.#found.slice(0, count);
	}

	/** Each word leaps to the next row that has it, until all of them stand in one: the rarest decides how many leaps. */
	#withWords(words: readonly string[]): Uint32Array {
		let count = 0;
		for (const block of this.#blocks) {
			const { text, starts } = this.#textsOf(block);
			let index = 0;
			/** How many words in a row stand in that one. */
			let fitting = 0;
			for (let turn = 0; index < block.count; turn++) {
				const at = text.indexOf(words[turn % words.length] as string, starts[index]);
				if (at === -1) break;
				if (at >= (starts[index + 1] as number)) fitting = 0;
				while ((starts[index + 1] as number) <= at) index++;
				if (++fitting < words.length) continue;
				this.#found[count++] = block.from + index++;
				fitting = 0;
			}
		}
		return this.#found.slice(0, count);
	}
}

/** @param unmoved blocks at the beginning that there are already */
function blocksOf(count: number, unmoved: readonly Block[]): Block[] {
	const blocks = [...unmoved];
	const last = blocks.at(-1);
	for (let from = last ? last.from + last.count : 0; from < count; from += blockLength)
		blocks.push({ from, count: Math.min(blockLength, count - from), texts: null });
	return blocks;
}

function textsOf(texts: readonly string[]): Texts {
	const starts = new Uint32Array(texts.length + 1);
	for (const [index, text] of texts.entries())
		starts[index + 1] = (starts[index] ?? 0) + text.length + separator.length;
	const text = texts.map((one) => one + separator).join('');
	const letters = Uint32Array.from(texts, (_, index) =>
		lettersIn(text, starts[index] ?? 0, starts[index + 1] ?? 0)
	);
	return { text, starts, letters };
}
