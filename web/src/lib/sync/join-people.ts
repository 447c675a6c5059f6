import type { Transaction } from 'dexie';
import type { Cursor, WireRow } from '@foyer/shared/sync';
import { peoplePartition } from './partitions.ts';

/** What an app of before stored of many rows at once. */
interface Segment {
	key: number;
	scope: string;
	fragment: string;
	rows: string;
}

/** What it stored of a row that changed since; null: it left. */
interface ChangedRow {
	scope: string;
	fragment: string;
	id: string;
	row: WireRow | null;
}

interface State {
	sequence: number;
	cursors: Record<string, Cursor>;
}

const before = { people: 'people.basic', contacts: 'people.contact' };
const scopes = Object.values(before);
/** How many values a row of people had, its id among them. */
const valuesOfPeople = 11;
const segmentRows = 2500;

/**
 * Puts together what a device holds of people and, until the protocol's version 19, held of their contacts for
 * itself: without it, it would show nobody until there is network.
 */
export async function joinPeople(tx: Transaction): Promise<void> {
	const [segments, rows, states] = ['segments', 'rows', 'state'].map((name) => tx.table(name));
	if (!segments || !rows || !states) return;
	const stored = (await segments.where('scope').anyOf(scopes).toArray()) as Segment[];
	const changed = (await rows.where('scope').anyOf(scopes).toArray()) as ChangedRow[];
	await segments.where('scope').anyOf(scopes).delete();
	await rows.where('scope').anyOf(scopes).delete();
	const state = (await states.get('state')) as State | undefined;
	if (!state) return;
	const { [before.people]: people, [before.contacts]: contacts, ...cursors } = state.cursors;
	const cursor = earlierOf(people, contacts);
	await states.put(
		{ ...state, cursors: cursor ? { ...cursors, people: cursor } : cursors },
		'state'
	);
	// In the middle of a first sync: it begins anew.
	if (!cursor) return;
	const kept = { scope: 'people', partition: peoplePartition, sequence: state.sequence };
	const all = joined(rowsOf('people'), rowsOf('peopleContacts'));
	for (let from = 0; from < all.length; from += segmentRows) {
		const some = all.slice(from, from + segmentRows);
		const json = JSON.stringify(some);
		await segments.add({
			...{ ...kept, fragment: 'people', whole: true, ordered: false },
			...{ count: some.length, rows: json }
		});
	}
	const others = (one: { fragment: string }) => !/^people(Contacts)?$/.test(one.fragment);
	await segments.bulkAdd(stored.filter(others).map((one) => ({ ...one, scope: 'people' })));
	await rows.bulkAdd(changed.filter(others).map((one) => ({ ...one, scope: 'people' })));

	/** A fragment's rows as they are. */
	function rowsOf(fragment: string): Map<string, WireRow> {
		const known = new Map<string, WireRow>();
		const isOf = (one: { fragment: string }) => one.fragment === fragment;
		for (const segment of stored.filter(isOf).sort((a, b) => a.key - b.key))
			for (const row of JSON.parse(segment.rows) as WireRow[]) known.set(row[0], row);
		for (const { id, row } of changed.filter(isOf)) {
			if (row) known.set(id, row);
			else known.delete(id);
		}
		return known;
	}
}

const joined = (
	people: ReadonlyMap<string, WireRow>,
	contacts: ReadonlyMap<string, WireRow>
): WireRow[] =>
	[...people].map(([id, [, ...values]]) => {
		const lacking = Array<null>(Math.max(0, valuesOfPeople - 1 - values.length)).fill(null);
		return [id, ...values, ...lacking, ...(contacts.get(id)?.slice(1) ?? [])];
	});

/** Where a device stands in both; undefined where it lacks some of either. */
function earlierOf(one: Cursor | undefined, other: Cursor | undefined): Cursor | undefined {
	if (!one || !other || one.after || other.after) return undefined;
	return one.version < other.version ? one : other;
}
