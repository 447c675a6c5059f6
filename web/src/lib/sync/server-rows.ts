import type { Entities, SmallEntity } from '@foyer/shared/entities';
import type { Person } from '@foyer/shared/people';
import type { Registration } from '@foyer/shared/registrations';
import { unpacked, type FragmentChange } from '@foyer/shared/sync';
import { ChangeLog } from './change-log.ts';
import {
	allOf,
	invitationsPartition,
	ofEvent,
	peoplePartition,
	type Partition
} from './partitions.ts';
import {
	asRegistration,
	type PeopleIndex,
	type RegistrationIndex,
	type RowTable
} from './row-table.ts';

const noRows: ReadonlyMap<string, unknown> = new Map();

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

	/** Takes in a partition's changes; those of one that isn't read are for nothing. */
	take(partition: Partition, packed: readonly FragmentChange[]): void {
		const table = this.#tables.get(partition);
		if (!table) return;
		const changes = packed.map((change) => ({ ...change, rows: unpacked(change.rows) }));
		table.take(changes);
		if (partition !== peoplePartition) return;
		for (const { rows, gone } of changes)
			this.changedPeople.note([...rows.map(([id]) => id), ...gone]);
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
		return this.#peopleIndex?.byEmail(email);
	}

	/** Goes through some of many addresses that came. @returns whether many are left */
	readSomeEmails(): boolean {
		return this.#peopleIndex?.readSome() ?? false;
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
export interface TouchedRegistrations {
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
