import type { Entities, EntityName, SmallEntity } from '@foyer/shared/entities';
import type { Event } from '@foyer/shared/events';
import type { Group } from '@foyer/shared/groups';
import { fieldChangesIn, type ImportPart, type ImportTrace } from '@foyer/shared/imports';
import type {
	Answers,
	AskedById,
	InvitedAlready,
	Naming,
	Query,
	Questions,
	Write
} from '@foyer/shared/mutation';
import { personMeant, type Person } from '@foyer/shared/people';
import { registrationMeant } from '@foyer/shared/registering';
import type { Registration } from '@foyer/shared/registrations';
import type { SavedView } from '@foyer/shared/saved-views';
import { InvitationIndex, InvitationsOfPeople } from './invitations-of-people.ts';
import { invitationsPartition, type Partition } from './partitions.ts';
import { noteEmail, noteMerged, RegistrationIndex } from './row-table.ts';
import type { ServerRows, TouchedRegistrations } from './server-rows.ts';

const nobody: ReadonlySet<string> = new Set();

/** What waiting mutations make of rows. */
class Overlay {
	readonly rows: { [E in EntityName]: Map<string, Entities[E]> } = {
		people: new Map(),
		registrations: new Map(),
		events: new Map(),
		groups: new Map(),
		customFields: new Map(),
		savedViews: new Map(),
		eventRoles: new Map(),
		imports: new Map(),
		invitations: new Map()
	};
	/** What the parts of imports did, by import and part, then by person. */
	readonly imported = new Map<string, Map<string, TracedHere>>();
	readonly byEvent = new Map<string, TouchedRegistrations>();
	readonly invitations = new InvitationIndex();
	readonly emails = new Map<string, string>();
	/** By person, who has been merged into them here: whether they still are is looked up. */
	readonly merged = new Map<string, Set<string>>();
}

/** What is shown: the server's rows with what the waiting mutations make of them laid over. */
export class ShownRows {
	readonly #base: ServerRows;
	readonly #over: Overlay;
	/** What was read when this was made: over what is read later, nothing has been laid yet. */
	readonly #partitions: ReadonlySet<Partition>;

	constructor(base: ServerRows, over = new Overlay(), partitions = base.partitions) {
		this.#base = base;
		this.#over = over;
		this.#partitions = partitions;
	}

	/** The same as a new object, so that who compares sees that something changed. */
	again(): ShownRows {
		return new ShownRows(this.#base, this.#over, this.#partitions);
	}

	/** Whether a partition can be shown. */
	has(partition: Partition): boolean {
		return this.#partitions.has(partition) && this.#base.has(partition);
	}

	person(id: string): Person | undefined {
		return this.#over.rows.people.get(id) ?? this.#base.people.get(id);
	}

	event(id: string): Event | undefined {
		return this.small('events', id);
	}

	/** A row of a small entity. */
	small<E extends SmallEntity>(entity: E, id: string): Entities[E] | undefined {
		const over: Map<string, Entities[E]> = this.#over.rows[entity];
		return over.get(id) ?? this.#base.small(entity).get(id);
	}

	/** All rows of a small entity, in no particular order. */
	all<E extends SmallEntity>(entity: E): Generator<Entities[E]> {
		const over: Map<string, Entities[E]> = this.#over.rows[entity];
		return laidOver<Entities[E]>(this.#base.small(entity), over);
	}

	/** A registration, of whichever event that is read. */
	registration(id: string): Registration | undefined {
		return this.#over.rows.registrations.get(id) ?? this.#base.registration(id);
	}

	/** Everybody, in no particular order. */
	people(): Generator<Person> {
		return laidOver(this.#base.people, this.#over.rows.people);
	}

	/** The registrations of an event, in no particular order; none where they aren't read. */
	registrationsOf(eventId: string): readonly Registration[] {
		return this.#base.listedRegistrations(
			eventId,
			this.#over.rows.registrations,
			this.#over.byEvent.get(eventId)
		);
	}

	/** How many hold a place at an event. */
	registeredCount(eventId: string): number {
		return (
			(this.#base.indexOf(eventId)?.registered ?? 0) +
			(this.#over.byEvent.get(eventId)?.index.registered ?? 0)
		);
	}

	/** The registrations that waiting mutations touch, of all events. */
	get touchedRegistrations(): Iterable<Registration> {
		return this.#over.rows.registrations.values();
	}

	/** How many places waiting mutations give a person, less those they take. */
	placesAdded(personId: string): number {
		let added = 0;
		for (const row of this.#over.rows.registrations.values())
			if (row.personId === personId) added += places(row) - places(this.#base.registration(row.id));
		return added;
	}

	/** How many places people have, with what waiting mutations give and take of them. */
	withPlacesAdded(counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
		if (this.#over.rows.registrations.size === 0) return counts;
		const all = new Map(counts);
		for (const row of this.#over.rows.registrations.values()) {
			const added = places(row) - places(this.#base.registration(row.id));
			all.set(row.personId, (all.get(row.personId) ?? 0) + added);
		}
		return all;
	}

	/** The people whom waiting mutations touch. */
	get touchedPeople(): string[] {
		return [...this.#over.rows.people.keys()];
	}

	/** Whether a waiting mutation touches a row. */
	isTouched(entity: EntityName, id: string): boolean {
		return this.#over.rows[entity].has(id);
	}

	/** Whether waiting mutations made a row, or something else of some of its columns than the server says. */
	isChanged<E extends EntityName>(
		entity: E,
		id: string,
		columns: readonly (keyof Entities[E])[]
	): boolean {
		const row = this.#over.rows[entity].get(id);
		if (!row) return false;
		const said = this.#said(entity, id);
		return !said || columns.some((column) => said[column] !== row[column]);
	}

	/** A row as the server said it. */
	#said<E extends EntityName>(entity: E, id: string): Entities[E] | undefined {
		const said =
			entity === 'people'
				? this.#base.people.get(id)
				: entity === 'registrations'
					? this.#base.registration(id)
					: this.#base.small(entity).get(id);
		return said as Entities[E] | undefined;
	}

	/** @param of the part of an import that they are: it can be taken back before it was sent */
	write(writes: readonly Write[], of?: ImportPart): void {
		const traced = of && new Map<string, TracedHere>();
		for (const one of writes) {
			const before = one.write === 'patch' ? this.person(one.id) : undefined;
			if (one.entity === 'people') this.#writePerson(one);
			else if (one.entity === 'registrations') this.#writeRegistration(one);
			else this.#writeSmall(one);
			if (traced) this.#trace(traced, one, before);
		}
		if (of && traced) this.#over.imported.set(keyOf(of), traced);
	}

	#trace(traced: Map<string, TracedHere>, one: Write, before: Person | undefined): void {
		const id = one.write === 'insert' ? one.row.id : one.id;
		if (one.entity === 'registrations') {
			const registration = this.registration(id);
			if (!registration) return;
			const trace = traced.get(registration.personId) ?? noTrace(registration.personId);
			traced.set(registration.personId, {
				...trace,
				registration,
				left: trace.left ?? this.person(registration.personId)
			});
		}
		const left = one.entity === 'people' ? this.person(id) : undefined;
		if (!left || left.mergedInto !== null) return;
		const trace = traced.get(id) ?? noTrace(id);
		const changes =
			one.write === 'patch' && one.entity === 'people' && before
				? fieldChangesIn(before, one.fields).reverse()
				: [];
		traced.set(id, {
			...trace,
			left,
			made: trace.made || one.write === 'insert',
			changes: [...changes, ...trace.changes]
		});
	}

	#writeSmall(one: Extract<Write, { entity: SmallEntity }>): void {
		const rows = this.#over.rows[one.entity] as Map<string, { id: string }>;
		const id = one.write === 'insert' ? one.row.id : one.id;
		const before = this.#over.rows.invitations.get(id);
		patched(rows, one, () => this.small(one.entity, id));
		if (one.entity === 'invitations')
			this.#over.invitations.note(before, this.#over.rows.invitations.get(id));
	}

	#writePerson(one: Extract<Write, { entity: 'people' }>): void {
		const person = patched(this.#over.rows.people, one, (id) => this.person(id));
		noteEmail(this.#over.emails, person);
		noteMerged(this.#over.merged, person);
	}

	#writeRegistration(one: Extract<Write, { entity: 'registrations' }>): void {
		const before = this.registration(one.write === 'insert' ? one.row.id : one.id);
		const row = patched(this.#over.rows.registrations, one, () => before);
		if (!row) return;
		const { eventId, id } = row;
		const over = this.#over.byEvent.get(eventId) ?? {
			ids: new Set(),
			index: new RegistrationIndex(),
			touches: 0
		};
		this.#over.byEvent.set(eventId, over);
		over.ids.add(id);
		over.touches++;
		over.index.note(before, row);
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
				return byKey(query.ids, (id) => this.#resolved(query.entity, id));
			case 'peopleByEmail':
				return byKey(query.emails, (email) => this.personByEmail(email));
			case 'eventsByPermalink':
				return this.#eventsByPermalink(query.prefix);
			case 'mergedInto':
				return this.mergedInto(query.id);
			case 'registrationsOf':
				return query.eventIds.flatMap((eventId) => [
					...new Set(query.personIds.flatMap((id) => this.#registrationOf(eventId, id) ?? []))
				]);
			case 'registrations':
				return this.#registrations(query.eventId, query.personIds, (id) => [id]);
			case 'registered':
				return this.#registered(query.eventId, query.personIds);
			case 'registrationsByEmail': {
				const ids = query.emails.flatMap((email) => this.#holder(email)?.id ?? []);
				return this.#registered(query.eventId, ids);
			}
			case 'registeredCount':
				return this.registeredCount(query.eventId);
			case 'openedSince':
				return nobody;
			case 'mailing':
			case 'reached':
			case 'roleMail':
				return null;
			case 'groupsMade':
				return [];
			case 'invitationMails':
				return null;
			case 'naming':
				return this.#naming(query.entity, query.fieldId);
			case 'invited':
				return this.#invited(query.personIds);
			case 'imported':
				return this.#traces(query.of);
		}
	}

	/** People's invitations as they are shown. */
	invitations(): InvitationsOfPeople {
		const table = this.#base.invitations.table?.invitations;
		return new InvitationsOfPeople({
			said: { rows: this.#base.small('invitations'), index: table },
			here: { rows: this.#over.rows.invitations, index: this.#over.invitations },
			mergedInto: (id) => this.#base.idsMergedInto(id),
			mergedHere: mergedAmong(this.#over.rows.people.values()),
			intoOf: (id) => this.person(id)?.mergedInto
		});
	}

	/** Undefined where invitations aren't read; another object whenever one of them may have changed. */
	get invitationsAsOf(): object | undefined {
		if (!this.has(invitationsPartition)) return undefined;
		return this.#over.rows.invitations.size > 0 ? this : this.#base.invitations;
	}

	#invited(personIds: readonly string[]): Map<string, InvitedAlready> {
		const invitations = this.invitations();
		return byKey(personIds, (asked) => {
			const person = this.personMeant(asked);
			return person && invitations.already(person.id);
		});
	}

	/** What a part of an import did, as far as it is laid over here. */
	#traces(of: ImportPart): ImportTrace[] {
		const traced = this.#over.imported.get(keyOf(of))?.values() ?? [];
		return [...traced].flatMap(({ id, made, changes, left, registration }): ImportTrace[] => {
			const person = this.person(id);
			if (!person) return [];
			const row = registration && this.registration(registration.id);
			return [
				{
					...{ person, made, changes, touched: person !== left },
					registration: row
						? {
								...{ row, opened: false, touched: row !== registration },
								...{ mailed: false, unheard: false },
								after: registration.status
							}
						: null
				}
			];
		});
	}

	#naming(entity: Naming, fieldId: string | null): (Group | SavedView)[] {
		if (fieldId === null) return [];
		const said = (row: Group | SavedView) =>
			'query' in row ? row.query : JSON.stringify(row.rule);
		return [...this.all(entity)].filter((row) => said(row).includes(fieldId));
	}

	#eventsByPermalink(prefix: string | null): Event[] {
		if (prefix === null) return [];
		return [...this.all('events')].filter(
			(event) => event.deletedAt === null && event.permalink.startsWith(prefix)
		);
	}

	#resolved(entity: AskedById, id: string): Entities[AskedById] | undefined {
		return entity === 'people' ? this.personMeant(id) : this.small(entity, id);
	}

	/** The person whom an id stands for. */
	personMeant(id: string): Person | undefined {
		const person = this.person(id);
		return person?.mergedInto ? personMeant(person, (one) => this.person(one)) : person;
	}

	/** The rows of those who were merged into a person. */
	mergedInto(id: string): Person[] {
		const ids = new Set([...this.#base.mergedInto(id), ...(this.#over.merged.get(id) ?? nobody)]);
		return [...ids].flatMap((one) => {
			const person = this.person(one);
			return person?.mergedInto === id ? [person] : [];
		});
	}

	/** Ids of people with those that merged ones among them stand for. */
	withMeant(ids: ReadonlySet<string>): ReadonlySet<string> {
		const merged = [...this.#base.merged(), ...this.#over.rows.people.keys()];
		const meant = merged.flatMap((id) => (ids.has(id) ? (this.personMeant(id)?.id ?? []) : []));
		return meant.length > 0 ? new Set([...ids, ...meant]) : ids;
	}

	/** A person's id and those that lead to it. */
	idsOf(id: string): string[] {
		const ids = new Set([id]);
		for (const each of ids) for (const merged of this.mergedInto(each)) ids.add(merged.id);
		return [...ids];
	}

	/**
	 * By the person's own id, and by the id that was asked for where that is another's who was merged.
	 * @param idsOf whose registrations are looked at to find the one that is meant
	 */
	#registrations(
		eventId: string,
		personIds: readonly string[],
		idsOf: (id: string) => readonly string[]
	): Map<string, Registration> {
		const found = new Map<string, Registration>();
		for (const asked of personIds) {
			const meant = this.personMeant(asked)?.id ?? asked;
			const rows = idsOf(meant).flatMap((id) => this.#registrationOf(eventId, id) ?? []);
			const own = registrationMeant(meant, rows);
			if (own) found.set(meant, own);
			const row = asked === meant ? own : (this.#registrationOf(eventId, asked) ?? own);
			if (row) found.set(asked, row);
		}
		return found;
	}

	#registered(eventId: string, personIds: readonly string[]): Map<string, Registration> {
		return this.#registrations(eventId, personIds, (id) => this.idsOf(id));
	}

	/** The registration that is under exactly this id, whatever its status. */
	#registrationOf(eventId: string, personId: string): Registration | undefined {
		const id =
			this.#over.byEvent.get(eventId)?.index.byPerson.get(personId) ??
			this.#base.indexOf(eventId)?.byPerson.get(personId);
		const row = id === undefined ? undefined : this.registration(id);
		return row?.personId === personId ? row : undefined;
	}

	/** The person, not deleted, who has an address (normalised); one who was merged leads to who they were merged into. */
	personByEmail(email: string): Person | undefined {
		const holder = this.#holder(email);
		const person = holder && this.personMeant(holder.id);
		return person?.deletedAt === null ? person : undefined;
	}

	/** Whose row, not deleted, has an address. */
	#holder(email: string): Person | undefined {
		const ids = [this.#over.emails.get(email), this.#base.idByEmail(email)];
		for (const id of ids) {
			const person = id === undefined ? undefined : this.person(id);
			if (person?.email === email && person.deletedAt === null) return person;
		}
		return undefined;
	}
}

/** What a part of an import did to somebody, and how it left them. */
interface TracedHere extends Pick<ImportTrace, 'made' | 'changes'> {
	id: string;
	left: Person | undefined;
	registration: Registration | null;
}

const noTrace = (id: string): TracedHere => ({
	...{ id, made: false, changes: [], left: undefined, registration: null }
});

const keyOf = ({ importId, part }: ImportPart): string => `${importId} ${part}`;

function* mergedAmong(people: Iterable<Person>): Generator<[id: string, into: string]> {
	for (const { id, mergedInto } of people) if (mergedInto !== null) yield [id, mergedInto];
}

const places = (row: Registration | undefined): number =>
	row && row.status !== 'cancelled' ? 1 : 0;

function* laidOver<Row extends { id: string }>(
	base: ReadonlyMap<string, Row>,
	over: ReadonlyMap<string, Row>
): Generator<Row> {
	for (const [id, row] of base) yield over.get(id) ?? row;
	for (const [id, row] of over) if (!base.has(id)) yield row;
}

function byKey<T>(keys: readonly string[], find: (key: string) => T | undefined): Map<string, T> {
	return new Map(
		keys.flatMap((key) => {
			const found = find(key);
			return found === undefined ? [] : [[key, found]];
		})
	);
}

/** Lays a write over a row. @returns what is shown then; undefined where there is nothing to change */
function patched<Row extends { id: string }>(
	over: Map<string, Row>,
	one: { write: 'insert'; row: Row } | { write: 'patch'; id: string; fields: object },
	find: (id: string) => Row | undefined
): Row | undefined {
	const known = one.write === 'insert' ? undefined : find(one.id);
	const row = one.write === 'insert' ? one.row : known && { ...known, ...one.fields };
	if (row) over.set(row.id, row);
	return row;
}
