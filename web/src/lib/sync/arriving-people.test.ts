import { expect, test } from 'vitest';
import { fragments, type FragmentName } from '@foyer/shared/entities';
import type { WireRow } from '@foyer/shared/sync';
import { ArrivingPeople } from './arriving-people.ts';
import type { Chunk } from './data-store.ts';
import { peoplePartition } from './partitions.ts';
import { RowTable } from './row-table.ts';

function wire(fragment: FragmentName, id: string, values: Record<string, unknown>): WireRow {
	return [id, ...fragments[fragment].columns.map((column) => values[column] ?? null)];
}

const chunk = (
	fragment: FragmentName,
	values: Record<string, Record<string, unknown>>,
	{ ordered = true, gone = [] as string[] } = {}
): Chunk => ({
	fragment,
	rows: Object.entries(values).map(([id, row]) => wire(fragment, id, row)),
	gone,
	ordered
});

function setUp() {
	const table = new RowTable(peoplePartition);
	const arriving = new ArrivingPeople(table);
	const shown = () => [...arriving.all()].map(({ firstName, email }) => `${firstName} ${email}`);
	return { table, arriving, shown };
}

test('a page is shown once all of it is there, and in its order', () => {
	const { arriving, shown } = setUp();
	expect(arriving.take(chunk('people', { b: { firstName: 'Bo' }, a: { firstName: 'Ada' } }))).toBe(
		false
	);
	expect(arriving.take(chunk('peopleContacts', { a: { email: 'a@x' }, b: { email: 'b@x' } }))).toBe(
		false
	);
	expect(shown()).toEqual([]);
	expect(arriving.take(chunk('people', { c: { firstName: 'Cy' } }))).toBe(true);
	expect(shown()).toEqual(['Bo b@x', 'Ada a@x']);
	expect(arriving.log.since(0)).toEqual(new Set(['a', 'b']));
	expect(arriving.find('c')).toBeUndefined();
});

test('what changed since the list was written is shown as it is now', () => {
	const { arriving, shown } = setUp();
	arriving.take(
		chunk('people', { a: { firstName: 'Ada, later' } }, { ordered: false, gone: ['b'] })
	);
	arriving.take(chunk('peopleContacts', {}, { ordered: false, gone: ['b'] }));
	arriving.take(chunk('people', { a: { firstName: 'Ada' }, b: { firstName: 'Bo' } }));
	arriving.take(chunk('peopleContacts', { a: { email: 'a@x' }, b: { email: 'b@x' } }));
	arriving.take(chunk('people', { c: { firstName: 'Cy' } }));
	expect(shown()).toEqual(['Ada, later a@x']);
});

test('rows that were shown are not changed any more, whatever still comes', () => {
	const { table, arriving } = setUp();
	arriving.take(chunk('people', { a: { firstName: 'Ada' } }));
	arriving.take(chunk('people', { b: { firstName: 'Bo' } }));
	const [ada] = arriving.all();
	arriving.take(chunk('peopleContacts', { a: { email: 'a@x' }, b: { email: 'b@x' } }));
	expect(ada).toMatchObject({ firstName: 'Ada', email: null });
	expect(table.rows.get('a')).toMatchObject({ firstName: 'Ada', email: 'a@x' });
	expect(table.rows.get('a')).not.toBe(ada);
});
