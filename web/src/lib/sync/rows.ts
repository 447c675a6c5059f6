import {
	fragments,
	type Entities,
	type EntityName,
	type FragmentName
} from '@foyer/shared/entities';
import type { Answers, Query, Questions, Write } from '@foyer/shared/mutation';
import type { Person } from '@foyer/shared/people';
import type { WireRow } from '@foyer/shared/sync';

type Table<E extends EntityName> = Map<string, Entities[E]>;
export type Tables = { [E in EntityName]: Table<E> };

const emptyTables = (): Tables => ({
	people: new Map(),
	events: new Map(),
	registrations: new Map()
});

/** Columns that a fragment not held leaves open: a device without contacts shows people without an address. */
const unknownColumns = {
	people: { email: null, phone: '', note: '' },
	events: {},
	registrations: { email: null, keyVersion: 1, key: null }
} as const;

/**
 * What the server said, in memory: rows put together from the fragments that the device holds.
 * A row exists while any fragment of it is held.
 */
export class ServerRows {
	readonly tables = emptyTables();
	readonly #held = new Map<string, Set<FragmentName>>();

	/** Takes in rows of a fragment as they travel. */
	put(fragment: FragmentName, rows: readonly WireRow[]): void {
		const { entity, columns } = fragments[fragment];
		const table = this.tables[entity] as unknown as Map<string, Record<string, unknown>>;
		for (const [id, ...values] of rows) {
			const known = table.get(id) ?? { id, ...unknownColumns[entity] };
			const row = { ...known };
			columns.forEach((column, index) => (row[column] = values[index]));
			table.set(id, row);
			this.#hold(id, fragment);
		}
	}

	/** Takes a fragment of rows away. */
	remove(fragment: FragmentName, ids: Iterable<string>): void {
		const { entity, columns } = fragments[fragment];
		const table = this.tables[entity] as unknown as Map<string, Record<string, unknown>>;
		for (const id of ids) {
			const held = this.#held.get(id);
			held?.delete(fragment);
			const row = table.get(id);
			if (!row || !held || held.size === 0) {
				table.delete(id);
				this.#held.delete(id);
				continue;
			}
			const rest: Record<string, unknown> = { ...row };
			for (const column of columns)
				rest[column] = (unknownColumns[entity] as Record<string, unknown>)[column];
			table.set(id, rest);
		}
	}

	clear(): void {
		this.#held.clear();
		for (const table of Object.values(this.tables)) table.clear();
	}

	#hold(id: string, fragment: FragmentName): void {
		const held = this.#held.get(id);
		if (held) held.add(fragment);
		else this.#held.set(id, new Set([fragment]));
	}
}

/** What is shown: the server's rows with what the waiting mutations make of them laid over. */
export class ShownRows {
	readonly #base: Tables;
	readonly #over = emptyTables();
	#emails: Map<string, string> | undefined;

	constructor(base: Tables) {
		this.#base = base;
	}

	get<E extends EntityName>(entity: E, id: string): Entities[E] | undefined {
		return this.#over[entity].get(id) ?? this.#base[entity].get(id);
	}

	/** All rows of an entity, in no particular order. */
	*all<E extends EntityName>(entity: E): Generator<Entities[E]> {
		const over = this.#over[entity];
		for (const [id, row] of this.#base[entity]) yield over.get(id) ?? row;
		for (const [id, row] of over) if (!this.#base[entity].has(id)) yield row;
	}

	/** Whether a waiting mutation touches a row. */
	isTouched(entity: EntityName, id: string): boolean {
		return this.#over[entity].has(id);
	}

	write(writes: readonly Write[]): void {
		for (const one of writes) {
			const over = this.#over[one.entity] as Map<string, { id: string }>;
			if (one.write === 'insert') over.set(one.row.id, one.row);
			else {
				const row = this.get(one.entity, one.id);
				if (row) over.set(one.id, { ...row, ...one.fields });
			}
			if (one.entity === 'people') this.#noteEmail(one);
		}
	}

	answer<Q extends Questions>(questions: Q): Answers<Q> {
		const answers = Object.entries(questions).map(([name, query]) => [name, this.#answer(query)]);
		return Object.fromEntries(answers) as Answers<Q>;
	}

	#answer(query: Query): unknown {
		switch (query.ask) {
			case 'row':
				return this.#resolved(query.entity, query.id);
			case 'rows':
				return new Map(query.ids.flatMap((id) => this.#pair(id, this.#resolved(query.entity, id))));
			case 'peopleByEmail':
				return new Map(
					query.emails.flatMap((email) => this.#pair(email, this.personByEmail(email)))
				);
			case 'eventsByPermalink':
				return this.#eventsByPermalink(query.prefix);
			case 'registrations':
				return this.#registrations(query.eventId, query.personIds);
			case 'registrationsByEmail': {
				const ids = query.emails.flatMap((email) => this.personByEmail(email)?.id ?? []);
				return this.#registrations(query.eventId, ids);
			}
			case 'registeredCount':
				return this.registrationsOf(query.eventId).filter((row) => row.status === 'registered')
					.length;
		}
	}

	#eventsByPermalink(prefix: string | null): Entities['events'][] {
		if (prefix === null) return [];
		return [...this.all('events')].filter(
			(event) => event.deletedAt === null && event.permalink.startsWith(prefix)
		);
	}

	#pair<T>(key: string, value: T | undefined): [string, T][] {
		return value === undefined ? [] : [[key, value]];
	}

	#resolved<E extends EntityName>(entity: E, id: string): Entities[E] | undefined {
		const row = this.get(entity, id);
		const target = entity === 'people' ? (row as Person | undefined)?.mergedInto : null;
		return target ? this.get(entity, target) : row;
	}

	#registrations(
		eventId: string,
		personIds: readonly string[]
	): Map<string, Entities['registrations']> {
		const wanted = new Set(personIds.map((id) => this.#resolved('people', id)?.id ?? id));
		return new Map(
			this.registrationsOf(eventId).flatMap((row) =>
				wanted.has(row.personId) ? [[row.personId, row]] : []
			)
		);
	}

	registrationsOf(eventId: string): Entities['registrations'][] {
		return [...this.all('registrations')].filter((row) => row.eventId === eventId);
	}

	/** The person, not deleted, who has an address (normalised). */
	personByEmail(email: string): Person | undefined {
		this.#emails ??= this.#indexEmails();
		const person = this.get('people', this.#emails.get(email) ?? '');
		return person?.email === email && person.deletedAt === null ? person : undefined;
	}

	#indexEmails(): Map<string, string> {
		const index = new Map<string, string>();
		for (const { id, email, deletedAt } of this.all('people'))
			if (email && deletedAt === null) index.set(email, id);
		return index;
	}

	#noteEmail(one: Extract<Write, { entity: 'people' }>): void {
		const { id, email } =
			one.write === 'insert' ? one.row : { id: one.id, email: this.get('people', one.id)?.email };
		if (email) this.#emails?.set(email, id);
	}
}
