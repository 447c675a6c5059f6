import { describe, expect, test } from 'vitest';
import { fragments, type FragmentName } from '@foyer/shared/entities';
import type { WireRow } from '@foyer/shared/sync';
import { allOf, ofEvent, peoplePartition } from './partitions.ts';
import { RowTable, type PeopleIndex, type TableChange } from './row-table.ts';

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

const names = (firstNames: Record<string, string>, gone?: string[]) =>
	change(
		'registrations',
		Object.fromEntries(
			Object.entries(firstNames).map(([id, firstName]) => [
				id,
				{ personId: `${id} ${firstName}`, firstName }
			])
		),
		gone
	);
const contacts = (emails: Record<string, string>, gone?: string[]) =>
	change(
		'registrationContacts',
		Object.fromEntries(Object.entries(emails).map(([id, email]) => [id, { email }])),
		gone
	);

describe('changes that come together come to the same as one after the other', () => {
	const cases: [name: string, TableChange[]][] = [
		['in step', [names({ a: 'A', b: 'B' }), contacts({ a: 'a@x', b: 'b@x' })]],
		['out of step', [names({ a: 'A', b: 'B' }), contacts({ b: 'b@x', a: 'a@x' })]],
		['one longer', [names({ a: 'A' }), contacts({ a: 'a@x', b: 'b@x', c: 'c@x' })]],
		['the other longer', [names({ a: 'A', b: 'B', c: 'C' }), contacts({ b: 'b@x' })]],
		['contacts first', [contacts({ a: 'a@x' }), names({ a: 'A' })]],
		['one of them twice', [names({ a: 'A', b: 'B' }), names({ b: 'later', a: 'later' })]],
		[
			'two answers',
			[
				names({ a: 'A', b: 'B' }),
				contacts({ a: 'a@x', b: 'b@x' }),
				names({ b: 'later' }),
				contacts({ b: 'later@x' })
			]
		],
		['left one', [names({ a: 'A', b: 'B' }), contacts({ a: 'a@x' }), contacts({}, ['a'])]],
		[
			'left both',
			[names({ a: 'A' }), contacts({ a: 'a@x' }), names({}, ['a']), contacts({}, ['a'])]
		],
		['came back', [names({ a: 'A' }, ['b']), names({ b: 'B' }), contacts({ b: 'b@x' }, ['a'])]]
	];
	const tables = () => {
		const empty = new RowTable(ofEvent('e'));
		const held = new RowTable(ofEvent('e'));
		held.take([names({ a: 'before', b: 'before' })]);
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
		for (const { rows, registrations } of others)
			for (const { id, personId } of rows.values() as Iterable<Record<string, string>>)
				expect(registrations?.byPerson.get(personId ?? '')).toBe(id);
	});
});

test('a row that was shown is left as it is', () => {
	const table = new RowTable(ofEvent('e'));
	table.take([names({ a: 'A' }), contacts({ a: 'a@x' })]);
	const shown = table.rows.get('a');
	table.take([names({ a: 'later' }), contacts({ a: 'later@x' })]);
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
	table.take([change('people', fields)]);
	const [a, b, c] = [...table.rows.values()];
	expect(a).toMatchObject(plain);
	expect(b?.['groupIds']).toBe(a?.['groupIds']);
	expect(c).toMatchObject(own);
	const events = new RowTable(allOf('events'));
	events.take([change('events', { e: { reminders: [] } })]);
	expect(events.rows.get('e')).toMatchObject({ reminders: [] });
});

describe('who has an address', () => {
	const many = 3000;
	const named = (of: Record<string, Record<string, unknown>>) =>
		change(
			'people',
			Object.fromEntries(Object.entries(of).map(([id, one]) => [id, { firstName: id, ...one }]))
		);
	const crowd = Object.fromEntries(
		Array.from({ length: many }, (_, n) => [`p${n}`, { email: `${n}@x` }])
	);

	test.each([
		['asked for at once', () => {}],
		['gone through before', ({ people }: RowTable) => void (people && readAll(people))],
		['gone through in part', ({ people }: RowTable) => void people?.readSome()]
	])('%s', (_name, goThrough) => {
		const table = new RowTable(peoplePartition);
		table.take([named(crowd)]);
		goThrough(table);
		table.take([named({ p0: { email: 'new@x' }, p1: { email: '0@x' } })]);
		goThrough(table);
		const of = (email: string) => table.people?.byEmail(email);
		expect([of('0@x'), of('new@x'), of(`${many - 1}@x`)]).toEqual(['p1', 'p0', `p${many - 1}`]);
		expect(of('nobody@x')).toBeUndefined();
	});

	test('many are gone through some at a time, and few when one is asked for', () => {
		const table = new RowTable(peoplePartition);
		table.take([named(crowd)]);
		expect(table.people && readAll(table.people)).toBe(2);
		table.take([named({ few: { email: 'few@x' } })]);
		expect(table.people?.readSome()).toBe(false);
		expect(table.people?.byEmail('few@x')).toBe('few');
	});

	/** @returns in how many turns */
	function readAll(people: PeopleIndex): number {
		let turns = 1;
		while (people.readSome()) turns++;
		return turns;
	}
});

test('what a row says no longer, a later one of it doesn’t say either', () => {
	const said = { company: 'Acme', note: 'n', groupIds: ['g'], custom: { field: 'v' }, phone: '1' };
	const people = new RowTable(peoplePartition);
	people.take([change('people', { a: said })]);
	people.take([change('people', { a: { firstName: 'A' } })]);
	expect(people.rows.get('a')).toMatchObject({
		firstName: 'A',
		company: null,
		note: '',
		groupIds: []
	});
	expect(people.rows.get('a')).toMatchObject({ custom: {}, phone: '' });
	const event = new RowTable(ofEvent('e'));
	event.take([names({ a: 'A' }), contacts({ a: 'a@x' })]);
	event.take([change('registrationContacts', { a: {} })]);
	expect(event.rows.get('a')).toMatchObject({ firstName: 'A', email: null });
});
