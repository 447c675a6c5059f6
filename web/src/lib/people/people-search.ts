import type { Person } from '@foyer/shared/people';
import { fold } from './fold.ts';
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

/** Some neighbours' texts as one string: one scan of it costs less than one for each. */
interface Block {
	from: number;
	text: string;
	/** Where each entry's text begins, and, last, where the next would. */
	starts: Uint32Array;
}

const blockLength = 2048;
const separator = '\n';

/** Sorted by last name, then first; who has neither by address, after those who have. */
function keyOf({ firstName, lastName, email, id }: Person): string {
	const name = [lastName || firstName, lastName ? firstName : ''].map(fold).join('\t');
	return name.trim() ? `0${name}\t${id}` : `1${fold(email ?? '')}\t${id}`;
}

/** "Moreau Inès" is found as "Inès Moreau" is: a query's words are looked for one by one. */
const textOf = ({ firstName, lastName, email, company }: Person): string =>
	fold([firstName, lastName, email ?? '', company].join(' '));

const saysTheSame = (a: Person, b: Person): boolean =>
	a.firstName === b.firstName &&
	a.lastName === b.lastName &&
	a.email === b.email &&
	a.company === b.company;

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
	#people: readonly Person[] = [];
	#blocks: Block[] = [];
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
		const order = await merged(kept, await sorted(fresh, slices), slices);
		const blocks = await blocksOf(order, slices);
		this.#sorted = order;
		this.#people = order.map(({ person }) => person);
		this.#blocks = blocks;
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
		const entry = { person, key: keyOf(person), text: textOf(person), pass };
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
	find(query: string): readonly Person[] {
		const [longest, ...others] = wordsOf(query);
		if (longest === undefined) return this.#people;
		const found: Person[] = [];
		for (const block of this.#blocks) this.#findIn(block, longest, others, found);
		return found;
	}

	#findIn({ from, text, starts }: Block, word: string, others: string[], found: Person[]): void {
		let index = 0;
		for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, starts[index])) {
			while ((starts[index + 1] ?? Infinity) <= at) index++;
			const entry = this.#sorted[from + index];
			if (entry && others.every((other) => entry.text.includes(other))) found.push(entry.person);
			index++;
		}
	}
}

/** Blocks are made anew at every change: that is a copy of the texts, a few milliseconds in slices. */
async function blocksOf(entries: readonly Entry[], slices: Slices): Promise<Block[]> {
	const blocks: Block[] = [];
	for (let from = 0; from < entries.length; from += blockLength) {
		const texts = entries.slice(from, from + blockLength).map(({ text }) => text);
		const starts = new Uint32Array(texts.length + 1);
		texts.forEach((text, index) => {
			starts[index + 1] = (starts[index] ?? 0) + text.length + separator.length;
		});
		blocks.push({ from, text: texts.join(separator) + separator, starts });
		await slices.break();
	}
	return blocks;
}
