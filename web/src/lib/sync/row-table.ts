import {
	fragmentNames,
	fragments,
	type EntityName,
	type FragmentName
} from '@foyer/shared/entities';
import { plainEvent } from '@foyer/shared/events';
import type { Invitation } from '@foyer/shared/invitations';
import type { Person } from '@foyer/shared/people';
import type { Registration } from '@foyer/shared/registrations';
import type { WireRow } from '@foyer/shared/sync';
import { InvitationIndex } from './invitations-of-people.ts';
import { invitationsPartition, isOfEvent, peoplePartition, type Partition } from './partitions.ts';

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

/** Entities whose rows come as a whole. */
const comeWhole: ReadonlySet<EntityName> = new Set(
	[...Map.groupBy(fragmentNames, (name) => fragments[name].entity)].flatMap(([entity, names]) =>
		names.length === 1 ? [entity] : []
	)
);

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
			// As parsed: what is made field by field keeps most of them beside itself, and so do its copies.
			const row = JSON.parse(JSON.stringify({ ...empty, ...unknownColumns[entity] })) as AnyRow;
			return [entity, row];
		})
) as Record<EntityName, AnyRow>;

/** What rules ask about an event's registrations, kept in step row by row: they ask it for each row of an import. */
export class RegistrationIndex {
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

/** So many addresses are gone through at once: a few milliseconds. */
const emailsAtOnce = 1024;

/**
 * What rules ask about people. Addresses are gone through when somebody asks for one, or some time after they came:
 * a first sync would wait for them, and all at the first question held up the page.
 */
export class PeopleIndex {
	readonly #byEmail = new Map<string, string>();
	/** Whose addresses came since, in the order in which they came: who has one last, has it. */
	#came: Person[] = [];
	/** How many of those were gone through. */
	#read = 0;
	/** By person, who has been merged into them: whether they still are is looked up. */
	readonly merged = new Map<string, Set<string>>();

	note(person: Person | undefined): void {
		if (person?.email) this.#came.push(person);
		noteMerged(this.merged, person);
	}

	/** Goes through some of many addresses that nobody asked for yet. @returns whether many are left */
	readSome(): boolean {
		const isMany = () => this.#came.length - this.#read > emailsAtOnce;
		if (isMany()) this.#readUpTo(this.#read + emailsAtOnce);
		return isMany();
	}

	/** The id of a person who has had an address: whether they still do is looked up. */
	byEmail(email: string): string | undefined {
		this.#readUpTo(this.#came.length);
		return this.#byEmail.get(email);
	}

	#readUpTo(end: number): void {
		for (; this.#read < end; this.#read++) noteEmail(this.#byEmail, this.#came[this.#read]);
		if (this.#read < this.#came.length) return;
		this.#came = [];
		this.#read = 0;
	}
}

export function noteMerged(merged: Map<string, Set<string>>, person: Person | undefined): void {
	if (!person?.mergedInto) return;
	const ids = merged.get(person.mergedInto) ?? new Set();
	merged.set(person.mergedInto, ids.add(person.id));
}

export function noteEmail(emails: Map<string, string>, person: Person | undefined): void {
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

/** A row as it is made: which fragments of it are held, a bit for each. */
interface Made {
	id: string;
	entity: EntityName;
	row: AnyRow;
	held: number;
}

/** What is left of a row that left a fragment. */
interface Rest extends Omit<Made, 'row'> {
	row: AnyRow | undefined;
}

/** Changes of different fragments that follow each other: in each, a row may stand at the same place. */
function sideBySide(changes: readonly TableChange[]): TableChange[][] {
	const runs: TableChange[][] = [];
	for (const change of changes) {
		const run = runs.at(-1);
		if (run?.every(({ fragment }) => fragment !== change.fragment)) run.push(change);
		else runs.push([change]);
	}
	return runs;
}

/** Whether a value is an empty list, or an object without fields. */
function saysNothing(value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return false;
	for (const _ in value) return false;
	return true;
}

/** Lays a fragment's values into a row. */
function lay(made: Made, fragment: FragmentName, values: WireRow): void {
	const columns: readonly string[] = fragments[fragment].columns;
	const empty = emptyRows[made.entity];
	// One of which nothing is held says already what most values say.
	const isEmpty = made.held === 0;
	for (let at = 0; at < columns.length; at++) {
		const value = values[at + 1] ?? null;
		if (isEmpty && value === null) continue;
		const column = columns[at] as string;
		const plain = empty[column];
		// Most people are in no group and have no fields of their own: they share what says so.
		if (value !== null && value !== plain && !(saysNothing(value) && saysNothing(plain)))
			made.row[column] = value;
		else if (!isEmpty) made.row[column] = plain;
	}
	made.held |= bitOf[fragment];
}

/** The rows of a partition, put together from the fragments that are held. One exists while any of it is held. */
export class RowTable {
	readonly #rows = new Map<string, AnyRow>();
	/** What has come ahead of a row's own fragment: a first sync's scopes are divided into pages each for itself. */
	readonly #ahead = new Map<string, AnyRow>();
	/** By row, a bit for each fragment of it that is held; of rows that come as a whole, nothing. */
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

	/** Takes in a fragment's rows as they stood earlier: of what came already, nothing changes. */
	fill({ fragment, rows, gone }: TableChange): void {
		const left = this.#left.get(fragment) ?? new Set();
		if (gone.length > 0) this.#left.set(fragment, left);
		for (const id of gone) left.add(id);
		const { entity } = fragments[fragment];
		for (const values of rows) {
			const [id] = values;
			const held = this.#heldOf(entity, id);
			if (held & bitOf[fragment] || left.has(id)) continue;
			const made = this.#begin(fragment, id);
			lay(made, fragment, values);
			this.#set(made);
		}
	}

	/**
	 * Takes in changes. A page of a first sync brings a row's fragments side by side, in the same order: such a row is
	 * put together once.
	 */
	take(changes: readonly TableChange[]): void {
		for (const together of sideBySide(changes)) {
			if (together.length === 1) for (const change of together) this.#takeAlone(change);
			else this.#takeTogether(together);
			for (const { fragment, gone } of together) for (const id of gone) this.#remove(fragment, id);
		}
	}

	#takeAlone({ fragment, rows }: TableChange): void {
		for (const values of rows) {
			const made = this.#begin(fragment, values[0]);
			lay(made, fragment, values);
			this.#set(made);
		}
	}

	#takeTogether(together: readonly TableChange[]): void {
		const most = Math.max(...together.map(({ rows }) => rows.length));
		for (let at = 0; at < most; at++) this.#takeRows(together, at);
	}

	/** Takes in the rows that stand at a place, which are one row's fragments or those of several. */
	#takeRows(together: readonly TableChange[], at: number): void {
		let made: Made | null = null;
		for (const { fragment, rows } of together) {
			const values = rows[at];
			if (!values) continue;
			if (!made || made.id !== values[0]) {
				if (made) this.#set(made);
				made = this.#begin(fragment, values[0]);
			}
			lay(made, fragment, values);
		}
		if (made) this.#set(made);
	}

	/** A row that a fragment's values are about to be laid into. */
	#begin(fragment: FragmentName, id: string): Made {
		const { entity } = fragments[fragment];
		// All of it is replaced: finding what was known would take as long as putting it in its place.
		if (comeWhole.has(entity)) return { id, entity, row: { ...emptyRows[entity], id }, held: 0 };
		const known = this.#known(id);
		// Whoever was shown a row compares it with the next one, and so does the index.
		const mayChange = known && !this.#shown && !this.registrations && !this.invitations;
		const row = mayChange ? known : { ...(known ?? emptyRows[entity]), id };
		return { id, entity, row, held: known ? this.#heldOf(entity, id) : 0 };
	}

	#known(id: string): AnyRow | undefined {
		return this.#rows.get(id) ?? this.#ahead.get(id);
	}

	#heldOf(entity: EntityName, id: string): number {
		if (comeWhole.has(entity)) return this.#rows.has(id) ? ownBitOf[entity] : 0;
		return this.#held.get(id) ?? 0;
	}

	#remove(fragment: FragmentName, id: string): void {
		const { entity, columns } = fragments[fragment];
		const held = this.#heldOf(entity, id) & ~bitOf[fragment];
		const row = held === 0 ? undefined : this.#known(id);
		const rest = row && { ...row };
		if (rest) for (const column of columns) rest[column] = emptyRows[entity][column];
		this.#set({ id, entity, row: rest, held });
	}

	#set({ id, entity, row, held }: Made | Rest): void {
		this.changes++;
		const shown = held & ownBitOf[entity] ? row : undefined;
		this.registrations?.note(asRegistration(this.#rows.get(id)), asRegistration(shown));
		this.people?.note(shown as unknown as Person | undefined);
		this.invitations?.note(asInvitation(this.#rows.get(id)), asInvitation(shown));
		put(this.#rows, id, shown);
		if (row !== shown || this.#ahead.size > 0) put(this.#ahead, id, shown ? undefined : row);
		if (!comeWhole.has(entity)) put(this.#held, id, row && held);
	}
}

function put<T>(map: Map<string, T>, id: string, value: T | undefined): void {
	if (value === undefined) map.delete(id);
	else map.set(id, value);
}

export const asRegistration = (row: AnyRow | undefined) =>
	row as unknown as Registration | undefined;
const asInvitation = (row: AnyRow | undefined) => row as unknown as Invitation | undefined;
