import { corrections } from '@foyer/shared/import-changes';
import type { PersonRow } from '@foyer/shared/people-import';
import type { Person } from '@foyer/shared/people';
import { Slices } from '#lib/lists/slices.ts';
import { groupIdsOf, type NewGroups } from './batches.ts';

/** A known person whom rows mean, and what these do. */
export interface KnownPerson {
	person: Person;
	/** Several, where some name an address that they had before they were merged. */
	rows: number[];
	/** What they have afterwards, of what changes: of several rows, the later one counts. */
	after: Partial<Omit<Person, 'id'>>;
	registers: boolean;
}

/** What an import does. */
export interface Weighed {
	/** The rows by which anything changes: the others needn't be sent. */
	rows: PersonRow[];
	/** How many people all rows mean, and how many of them are made, changed or registered. */
	all: number;
	people: number;
	made: number;
	changed: KnownPerson[];
	/** Known people of whom nothing changes; they may be registered all the same. */
	unchanged: number;
	registered: number;
	/** Of whom is registered, how many have an address. */
	reachable: number;
	/** Whom several rows mean. */
	repeated: KnownPerson[];
}

/** What rows are weighed against. */
export interface Scales {
	/** Whom a row means, if they are known. */
	whoIs: (row: PersonRow) => Person | undefined;
	/** Whether this device knows who is in the directory: else a row does what it does for the event alone. */
	knowsPeople: boolean;
	/** Whether a row registers somebody. */
	registers: (row: PersonRow) => boolean;
	newGroups: NewGroups;
}

/**
 * Finds out what rows would do, in slices: the page answers meanwhile.
 * @returns undefined where `isWanted` says that it isn't wanted any more
 */
export async function weigh(
	rows: readonly PersonRow[],
	scales: Scales,
	isWanted: () => boolean
): Promise<Weighed | undefined> {
	const weighing = new Weighing(scales);
	const slices = new Slices();
	for (const row of rows) {
		weighing.add(row);
		const rest = slices.step();
		if (!rest) continue;
		await rest;
		if (!isWanted()) return undefined;
	}
	return weighing.sum();
}

class Weighing {
	readonly #scales: Scales;
	readonly #rows: PersonRow[] = [];
	readonly #known = new Map<string, KnownPerson>();
	/** Of whom nobody knows. */
	readonly #others = { all: 0, people: 0, registered: 0 };
	#reachable = 0;

	constructor(scales: Scales) {
		this.#scales = scales;
	}

	add(row: PersonRow): void {
		const person = this.#scales.whoIs(row);
		if (person ? this.#addKnown(row, person) : this.#addOther(row)) this.#rows.push(row);
	}

	/** @returns whether the row does anything */
	#addOther(row: PersonRow): boolean {
		const registers = this.#scales.registers(row);
		const does = registers || this.#scales.knowsPeople;
		this.#others.all++;
		if (does) this.#others.people++;
		if (registers) this.#others.registered++;
		if (registers && row.person.email !== null) this.#reachable++;
		return does;
	}

	/** @returns whether the row does anything */
	#addKnown(row: PersonRow, person: Person): boolean {
		const one = this.#known.get(person.id) ?? { person, rows: [], after: {}, registers: false };
		this.#known.set(person.id, one);
		one.rows.push(row.row);
		const registers = !one.registers && this.#scales.registers(row);
		if (registers) one.registers = true;
		if (registers && (row.person.email ?? person.email) !== null) this.#reachable++;
		const { knowsPeople, newGroups } = this.#scales;
		const after = knowsPeople ? correctionsBy(row, { ...person, ...one.after }, newGroups) : {};
		Object.assign(one.after, after);
		return registers || changes({ after });
	}

	sum(): Weighed {
		const others = this.#others;
		const known = [...this.#known.values()];
		const changed = known.filter(changes);
		const registered = known.filter(({ registers }) => registers).length + others.registered;
		const people = known.filter((one) => one.registers || changes(one)).length + others.people;
		const { knowsPeople } = this.#scales;
		return {
			...{ rows: this.#rows, all: known.length + others.all, people },
			...{ made: knowsPeople ? others.all : 0, changed },
			unchanged: knowsPeople ? known.length - changed.length : 0,
			...{ registered, reachable: this.#reachable },
			repeated: known.filter(({ rows }) => rows.length > 1)
		};
	}
}

const changes = ({ after }: Pick<KnownPerson, 'after'>): boolean => Object.keys(after).length > 0;

function correctionsBy(row: PersonRow, known: Person, newGroups: NewGroups): KnownPerson['after'] {
	const { person, custom } = row;
	const { email, ...fields } = person;
	// Somebody may be known by an address they had before they were merged: it isn't theirs to be changed to.
	const said = {
		...fields,
		...(known.email === null && { email }),
		custom,
		groupIds: groupIdsOf(row, newGroups)
	};
	return corrections(known, said);
}
