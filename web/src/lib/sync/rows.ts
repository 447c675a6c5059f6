import {
	fragmentNames,
	fragments,
	smallEntities,
	type Entities,
	type EntityName,
	type FragmentName,
	type SmallEntity
} from '@foyer/shared/entities';
import { fieldChangesIn, type ImportPart, type ImportTrace } from '@foyer/shared/imports';
import { plainEvent, type Event } from '@foyer/shared/events';
import type { Invitation } from '@foyer/shared/invitations';
import type {
	Answers,
	AskedById,
	InvitedAlready,
	Query,
	Questions,
	Write
} from '@foyer/shared/mutation';
import type { Person } from '@foyer/shared/people';
import type { Registration } from '@foyer/shared/registrations';
import { unpacked, type FragmentChange, type WireRow } from '@foyer/shared/sync';
import { ChangeLog } from './change-log.ts';
import { InvitationIndex, InvitationsOfPeople } from './invitations-of-people.ts';

/** What is read and held as one: all people, all rows of a small entity, or the registrations of one event (its id). */
export type Partition = string & { readonly partition: unique symbol };

export const peoplePartition = 'people' as Partition;

/** The partition of a small entity's rows. */
export const allOf = (entity: SmallEntity): Partition => entity as string as Partition;

export const smallPartitions: readonly Partition[] = smallEntities.map(allOf);

/** There may be as many as people, and few pages ask for them: read when somebody looks. */
export const invitationsPartition = allOf('invitations');

/** What is read at a start, with the people. */
export const startPartitions = smallPartitions.filter((one) => one !== invitationsPartition);

/** The partition of an event's registrations. */
export const ofEvent = (eventId: string): Partition => eventId as Partition;

export const isOfEvent = (partition: Partition): boolean =>
	partition !== peoplePartition && !smallPartitions.includes(partition);

export function partitionOf({
	fragment,
	event
}: Pick<FragmentChange, 'fragment' | 'event'>): Partition {
	const { entity } = fragments[fragment];
	return (entity === 'registrations' ? event : entity) as Partition;
}

/** The partitions that a mutation's questions are answered from. */
export function partitionsAsked(questions: Questions): Partition[] {
	return Object.values(questions).flatMap((query): Partition[] => {
		switch (query.ask) {
			case 'row':
			case 'rows':
				return [query.entity as Partition];
			case 'peopleByEmail':
				return [peoplePartition];
			case 'eventsByPermalink':
				return [allOf('events')];
			case 'registrations':
			case 'registrationsByEmail':
				return query.eventId ? [peoplePartition, ofEvent(query.eventId)] : [];
			case 'registeredCount':
				return query.eventId ? [ofEvent(query.eventId)] : [];
			case 'openedSince':
			case 'mailing':
			case 'reached':
			case 'roleMail':
			case 'groupsMade':
				return [];
			case 'invited':
				return [peoplePartition, invitationsPartition];
			case 'invitationMails':
				return [];
			case 'mergedInto':
				return [peoplePartition];
			case 'registrationsOf':
				return [peoplePartition, ...query.eventIds.map(ofEvent)];
			case 'imported':
				return query.eventId ? [peoplePartition, ofEvent(query.eventId)] : [peoplePartition];
		}
	});
}

/**
 * Columns that a fragment not held leaves open, or that a row of before doesn't have: a device without contacts
 * shows people without an address, and an event stored before there were codes opens by none.
 */
const unknownColumns = {
	people: { email: null, phone: '', note: '', groupIds: [], custom: {}, toldApart: [] },
	groups: {},
	customFields: {},
	savedViews: {},
	eventRoles: {},
	imports: {},
	invitations: {},
	events: plainEvent,
	registrations: {
		remindersStopped: false,
		groupIds: [],
		email: null,
		keyVersion: 1,
		key: null,
		keyRotation: null,
		keyBefore: null,
		code: null
	}
} as const;

const bitOf = Object.fromEntries(fragmentNames.map((name, index) => [name, 1 << index])) as Record<
	FragmentName,
	number
>;

/** The fragment without which there is nothing of a row to show: the first of its entity. */
const ownBitOf = Object.fromEntries(
	fragmentNames.toReversed().map((name) => [fragments[name].entity, bitOf[name]])
) as Record<EntityName, number>;

type AnyRow = Record<string, unknown>;

/** Rows of which nothing is held. All rows of an entity are made from one, so that the engine gives them one shape. */
const emptyRows = Object.fromEntries(
	fragmentNames
		.map((name) => fragments[name].entity)
		.map((entity) => {
			const columns = fragmentNames
				.filter((name) => fragments[name].entity === entity)
				.flatMap((name) => fragments[name].columns as readonly string[]);
			const empty = Object.fromEntries(['id', ...columns].map((column) => [column, null]));
			const row: AnyRow = { ...empty, ...unknownColumns[entity] };
			return [entity, row];
		})
) as Record<EntityName, AnyRow>;

/** What rules ask about an event's registrations, kept in step row by row: they ask it for each row of an import. */
class RegistrationIndex {
	/** The id of a person's registration. */
	readonly byPerson = new Map<string, string>();
	/** How many hold a place. */
	registered = 0;

	note(before: Registration | undefined, after: Registration | undefined): void {
		if (before?.status === 'registered') this.registered--;
		if (after?.status === 'registered') this.registered++;
		if (before && before.personId !== after?.personId) this.byPerson.delete(before.personId);
		if (after) this.byPerson.set(after.personId, after.id);
	}
}

/**
 * What rules ask about people, kept in step row by row as well: made at the first question, from 100,000 people, it
 * held up the page.
 */
class PeopleIndex {
	/** By address, a person who has had it: whether they still do is looked up. */
	readonly byEmail = new Map<string, string>();
	/** By person, who has been merged into them: whether they still are is looked up. */
	readonly merged = new Map<string, Set<string>>();

	note(person: Person | undefined): void {
		noteEmail(this.byEmail, person);
		if (!person?.mergedInto) return;
		const ids = this.merged.get(person.mergedInto) ?? new Set();
		this.merged.set(person.mergedInto, ids.add(person.id));
	}
}

function noteEmail(emails: Map<string, string>, person: Person | undefined): void {
	if (!person?.email || person.deletedAt !== null) return;
	// Whoever has it themselves has it before who was merged.
	if (person.mergedInto === null || !emails.has(person.email)) emails.set(person.email, person.id);
}

/** A fragment's change as a table takes it in. */
export interface TableChange {
	fragment: FragmentName;
	rows: readonly WireRow[];
	gone: readonly string[];
}

/** The rows of a partition, put together from the fragments that are held. One exists while any of it is held. */
export class RowTable {
	readonly #rows = new Map<string, AnyRow>();
	/** What has come ahead of a row's own fragment: a first sync's scopes are divided into pages each for itself. */
	readonly #ahead = new Map<string, AnyRow>();
	/** By row, a bit for each fragment of it that is held. */
	readonly #held = new Map<string, number>();
	/** Rows that left a fragment, while what was there earlier is still being read. */
	readonly #left = new Map<FragmentName, Set<string>>();
	readonly registrations: RegistrationIndex | null;
	readonly people: PeopleIndex | null;
	readonly invitations: InvitationIndex | null;
	/** How often it changed. */
	changes = 0;
	#shown = false;

	constructor(partition: Partition) {
		this.registrations = isOfEvent(partition) ? new RegistrationIndex() : null;
		this.people = partition === peoplePartition ? new PeopleIndex() : null;
		this.invitations = partition === invitationsPartition ? new InvitationIndex() : null;
	}

	get rows(): ReadonlyMap<string, AnyRow> {
		this.#shown = true;
		return this.#rows;
	}

	/**
	 * Takes in a fragment's rows as they stood earlier: of what came already, nothing changes.
	 * @param inHand ids of rows that nobody was shown yet, though others were
	 */
	fill({ fragment, rows, gone }: TableChange, inHand: ReadonlySet<string> = nobody): void {
		const left = this.#left.get(fragment) ?? new Set();
		if (gone.length > 0) this.#left.set(fragment, left);
		for (const id of gone) left.add(id);
		for (const values of rows) {
			const [id] = values;
			const held = this.#held.get(id) ?? 0;
			if (!(held & bitOf[fragment]) && !left.has(id))
				this.#lay(fragment, values, !this.#shown || inHand.has(id));
		}
	}

	/** Takes in a fragment's change. */
	take({ fragment, rows, gone }: TableChange): void {
		for (const values of rows) this.#lay(fragment, values, !this.#shown);
		for (const id of gone) this.#remove(fragment, id);
	}

	/** Lays a fragment's values into their row. @param inHand whether nobody was shown that row */
	#lay(fragment: FragmentName, values: WireRow, inHand: boolean): void {
		const { entity, columns } = fragments[fragment];
		const [id] = values;
		const known = this.#known(id);
		const empty = emptyRows[entity];
		// Whoever was shown a row compares it with the next one, and so does the index.
		const mayChange = known && inHand && !this.registrations && !this.invitations;
		const row = mayChange ? known : { ...(known ?? empty), id };
		for (let at = 0; at < columns.length; at++) {
			const column = columns[at] as string;
			row[column] = values[at + 1] ?? empty[column];
		}
		this.#set(id, row, (this.#held.get(id) ?? 0) | bitOf[fragment], ownBitOf[entity]);
	}

	#known(id: string): AnyRow | undefined {
		return this.#rows.get(id) ?? this.#ahead.get(id);
	}

	#remove(fragment: FragmentName, id: string): void {
		const held = (this.#held.get(id) ?? 0) & ~bitOf[fragment];
		const { entity, columns } = fragments[fragment];
		const row = held === 0 ? undefined : this.#known(id);
		const rest = row && { ...row };
		if (rest) for (const column of columns) rest[column] = emptyRows[entity][column];
		this.#set(id, rest, held, ownBitOf[entity]);
	}

	#set(id: string, row: AnyRow | undefined, held: number, own: number): void {
		this.changes++;
		const shown = held & own ? row : undefined;
		this.registrations?.note(asRegistration(this.#rows.get(id)), asRegistration(shown));
		this.people?.note(shown as unknown as Person | undefined);
		this.invitations?.note(asInvitation(this.#rows.get(id)), asInvitation(shown));
		put(this.#rows, id, shown);
		if (row !== shown || this.#ahead.size > 0) put(this.#ahead, id, shown ? undefined : row);
		put(this.#held, id, row && held);
	}
}

function put<T>(map: Map<string, T>, id: string, value: T | undefined): void {
	if (value === undefined) map.delete(id);
	else map.set(id, value);
}

const asRegistration = (row: AnyRow | undefined) => row as unknown as Registration | undefined;
const asInvitation = (row: AnyRow | undefined) => row as unknown as Invitation | undefined;

const noRows: ReadonlyMap<string, unknown> = new Map();
const nobody: ReadonlySet<string> = new Set();

/** What the server said, in memory: the partitions that are read at present. */
export class ServerRows {
	readonly #tables = new Map<Partition, RowTable>();
	/** Which people changed. */
	readonly changedPeople = new ChangeLog();
	/** By event, its registrations as they were listed last. */
	readonly #listed = new Map<string, ListedRegistrations>();

	/** Shows a partition, in place of what was shown of it. */
	attach(partition: Partition, table: RowTable): void {
		this.#tables.set(partition, table);
		if (partition === peoplePartition) this.changedPeople.note(null);
	}

	detach(partition: Partition): void {
		this.#tables.delete(partition);
		this.#listed.delete(partition);
	}

	has(partition: Partition): boolean {
		return this.#tables.has(partition);
	}

	/** What is read. */
	get partitions(): ReadonlySet<Partition> {
		return new Set(this.#tables.keys());
	}

	/** Takes in a change; one in a partition that isn't read is for nothing. */
	take(change: FragmentChange): void {
		const partition = partitionOf(change);
		const table = this.#tables.get(partition);
		if (!table) return;
		const rows = unpacked(change.rows);
		table.take({ ...change, rows });
		if (partition !== peoplePartition) return;
		this.changedPeople.note([...rows.map(([id]) => id), ...change.gone]);
	}

	get people(): ReadonlyMap<string, Person> {
		return this.#rows(peoplePartition);
	}

	small<E extends SmallEntity>(entity: E): ReadonlyMap<string, Entities[E]> {
		return this.#rows(allOf(entity));
	}

	registrationsOf(eventId: string): ReadonlyMap<string, Registration> {
		return this.#rows(ofEvent(eventId));
	}

	/** The registrations of an event with what lies over them: the same list for as long as none of them changes. */
	listedRegistrations(
		eventId: string,
		over: ReadonlyMap<string, Registration>,
		touched: TouchedRegistrations | undefined
	): readonly Registration[] {
		const table = this.#tables.get(ofEvent(eventId));
		const state = { table, changes: table?.changes ?? 0, touched, touches: touched?.touches ?? 0 };
		const before = this.#listed.get(eventId);
		if (before && isSameState(before.state, state)) return before.rows;
		const base = this.registrationsOf(eventId);
		const rows = touched ? laidOverAll(base, over, touched.ids) : [...base.values()];
		this.#listed.set(eventId, { state, rows });
		return rows;
	}

	/** The invitations as they are now: the same object for as long as none of them changes. */
	get invitations(): { table: RowTable | undefined; changes: number } {
		const table = this.#tables.get(invitationsPartition);
		const changes = table?.changes ?? 0;
		const before = this.#invitations;
		if (before.table === table && before.changes === changes) return before;
		return (this.#invitations = { table, changes });
	}
	#invitations: { table: RowTable | undefined; changes: number } = { table: undefined, changes: 0 };

	indexOf(eventId: string): RegistrationIndex | null {
		return this.#tables.get(ofEvent(eventId))?.registrations ?? null;
	}

	#rows<Row>(partition: Partition): ReadonlyMap<string, Row> {
		const rows: ReadonlyMap<string, unknown> = this.#tables.get(partition)?.rows ?? noRows;
		return rows as ReadonlyMap<string, Row>;
	}

	/** A registration, of whichever event that is read. */
	registration(id: string): Registration | undefined {
		for (const { registrations, rows } of this.#tables.values()) {
			const row = registrations && rows.get(id);
			if (row) return asRegistration(row);
		}
		return undefined;
	}

	get #peopleIndex(): PeopleIndex | null {
		return this.#tables.get(peoplePartition)?.people ?? null;
	}

	/** The id of a person who has, or had, an address. */
	idByEmail(email: string): string | undefined {
		return this.#peopleIndex?.byEmail.get(email);
	}

	/** The ids of those who were, or had been, merged into a person. */
	mergedInto(id: string): Iterable<string> {
		return this.idsMergedInto(id) ?? [];
	}

	/** The same; undefined where there was nobody. */
	idsMergedInto(id: string): Iterable<string> | undefined {
		return this.#peopleIndex?.merged.get(id);
	}

	/** The ids of all who were, or had been, merged into somebody. */
	*merged(): Generator<string> {
		for (const ids of this.#peopleIndex?.merged.values() ?? []) yield* ids;
	}
}

/** The registrations of an event that waiting mutations touch. */
interface TouchedRegistrations {
	readonly ids: Set<string>;
	readonly index: RegistrationIndex;
	/** How often one was. */
	touches: number;
}

/** What an event's registrations were listed from. */
interface ListedState {
	table: RowTable | undefined;
	changes: number;
	touched: TouchedRegistrations | undefined;
	touches: number;
}

interface ListedRegistrations {
	state: ListedState;
	rows: readonly Registration[];
}

const isSameState = (one: ListedState, other: ListedState): boolean =>
	one.table === other.table &&
	one.changes === other.changes &&
	one.touched === other.touched &&
	one.touches === other.touches;

/** Without a generator, which 100,000 rows would take several times as long. */
function laidOverAll(
	base: ReadonlyMap<string, Registration>,
	over: ReadonlyMap<string, Registration>,
	touched: ReadonlySet<string>
): Registration[] {
	const rows: Registration[] = [];
	for (const row of base.values()) rows.push(over.get(row.id) ?? row);
	for (const id of touched) {
		const row = base.has(id) ? undefined : over.get(id);
		if (row) rows.push(row);
	}
	return rows;
}

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
				return this.#registrations(query.eventId, query.personIds);
			case 'registrationsByEmail': {
				const ids = query.emails.flatMap((email) => this.#holder(email)?.id ?? []);
				return this.#registrations(query.eventId, ids);
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
		let person = this.person(id);
		while (person?.mergedInto) person = this.person(person.mergedInto);
		return person;
	}

	/** The rows of those who were merged into a person. */
	mergedInto(id: string): Person[] {
		const ids = new Set([...this.#base.mergedInto(id), ...this.#over.rows.people.keys()]);
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
		return [id, ...this.mergedInto(id).flatMap((merged) => this.idsOf(merged.id))];
	}

	/** By the person's own id, and by the id that was asked for where that is another's who was merged. */
	#registrations(eventId: string, personIds: readonly string[]): Map<string, Registration> {
		const found = new Map<string, Registration>();
		for (const asked of personIds) {
			const meant = this.personMeant(asked)?.id ?? asked;
			const own = this.#registrationOf(eventId, meant);
			if (own) found.set(meant, own);
			const row = this.#registrationOf(eventId, asked) ?? own;
			if (row) found.set(asked, row);
		}
		return found;
	}

	/** The registration that stands under exactly this id. */
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
