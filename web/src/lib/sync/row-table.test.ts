import { describe, expect, test } from 'vitest';
import { fragments, type FragmentName } from '@foyer/shared/entities';
import type { WireRow } from '@foyer/shared/sync';
import { allOf, ofEvent, peoplePartition } from './partitions.ts';
import { RowTable, type TableChange } from './row-table.ts';

/** Fields of rows, by id, as a fragment brings them. */
function change(
	fragment: FragmentName,
	fields: Record<string, Record<string, unknown>>,
	gone: string[] = []
): TableChange {
	const { columns } = fragments[fragment];
	const rows = Object.entries(fields).map(([id, of]): WireRow => [
		id,
		...columns.map((column) => of[column] ?? null)
	]);
	return { fragment, rows, gone };
}

const people = (firstNames: Record<string, string>, gone?: string[]) =>
	change(
		'people',
		Object.fromEntries(Object.entries(firstNames).map(([id, firstName]) => [id, { firstName }])),
		gone
	);
const contacts = (emails: Record<string, string>, gone?: string[]) =>
	change(
		'peopleContacts',
		Object.fromEntries(Object.entries(emails).map(([id, email]) => [id, { email }])),
		gone
	);

describe('changes that come together come to the same as one after the other', () => {
	const cases: [name: string, TableChange[]][] = [
		['in step', [people({ a: 'A', b: 'B' }), contacts({ a: 'a@x', b: 'b@x' })]],
		['out of step', [people({ a: 'A', b: 'B' }), contacts({ b: 'b@x', a: 'a@x' })]],
		['one longer', [people({ a: 'A' }), contacts({ a: 'a@x', b: 'b@x', c: 'c@x' })]],
		['the other longer', [people({ a: 'A', b: 'B', c: 'C' }), contacts({ b: 'b@x' })]],
		['contacts first', [contacts({ a: 'a@x' }), people({ a: 'A' })]],
		['one of them twice', [people({ a: 'A', b: 'B' }), people({ b: 'later', a: 'later' })]],
		[
			'two answers',
			[
				people({ a: 'A', b: 'B' }),
				contacts({ a: 'a@x', b: 'b@x' }),
				people({ b: 'later' }),
				contacts({ b: 'later@x' })
			]
		],
		['left one', [people({ a: 'A', b: 'B' }), contacts({ a: 'a@x' }), contacts({}, ['a'])]],
		[
			'left both',
			[people({ a: 'A' }), contacts({ a: 'a@x' }), people({}, ['a']), contacts({}, ['a'])]
		],
		['came back', [people({ a: 'A' }, ['b']), people({ b: 'B' }), contacts({ b: 'b@x' }, ['a'])]]
	];
	const tables = () => {
		const empty = new RowTable(peoplePartition);
		const held = new RowTable(peoplePartition);
		held.take([people({ a: 'before', b: 'before' })]);
		held.take([contacts({ a: 'a.before@x', b: 'b.before@x' })]);
		return [empty, held];
	};

	test.each(cases)('%s', (_name, changes) => {
		const ones = tables();
		for (const one of ones) for (const each of changes) one.take([each]);
		const others = tables();
		for (const other of others) other.take(changes);
		const shown = ({ rows }: RowTable) => new Map(rows);
		expect(others.map(shown)).toEqual(ones.map(shown));
		for (const { rows, people: index } of others)
			for (const { id, email } of rows.values() as Iterable<Record<string, string | null>>)
				if (email !== null) expect(index?.byEmail.get(email ?? '')).toBe(id);
	});
});

test('a row that was shown is left as it is', () => {
	const table = new RowTable(peoplePartition);
	table.take([people({ a: 'A' }), contacts({ a: 'a@x' })]);
	const shown = table.rows.get('a');
	table.take([people({ a: 'later' }), contacts({ a: 'later@x' })]);
	expect(shown).toMatchObject({ firstName: 'A', email: 'a@x' });
	expect(table.rows.get('a')).toMatchObject({ firstName: 'later', email: 'later@x' });
});

test('places are counted once, however many fragments of a row come together', () => {
	const table = new RowTable(ofEvent('e'));
	const of = { eventId: 'e', personId: 'p', status: 'registered', email: 'a@x' };
	const both = [change('registrations', { r: of }), change('registrationContacts', { r: of })];
	table.take(both);
	table.take(both);
	expect(table.registrations?.registered).toBe(1);
	expect(table.registrations?.byPerson.get('p')).toBe('r');
});

test('what says nothing is the same for all, and what says something is each row’s own', () => {
	const table = new RowTable(peoplePartition);
	const plain = { groupIds: [], custom: {}, toldApart: [] };
	const own = { groupIds: ['g'], custom: { field: '' }, toldApart: ['b'] };
	const fields = { a: plain, b: structuredClone(plain), c: own };
	table.take([change('people', fields), change('peopleContacts', fields)]);
	const [a, b, c] = [...table.rows.values()];
	expect(a).toMatchObject(plain);
	expect(b?.['groupIds']).toBe(a?.['groupIds']);
	expect(c).toMatchObject(own);
	const events = new RowTable(allOf('events'));
	events.take([change('events', { e: { reminders: [] } })]);
	expect(events.rows.get('e')).toMatchObject({ reminders: [] });
});
