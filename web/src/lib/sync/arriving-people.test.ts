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

test('a page is shown as it comes, and in its order', () => {
	const { arriving, shown } = setUp();
	const page = {
		b: { firstName: 'Bo', email: 'b@x' },
		a: { firstName: 'Ada', email: 'a@x' }
	};
	expect(arriving.take(chunk('people', page))).toBe(true);
	expect(shown()).toEqual(['Bo b@x', 'Ada a@x']);
	expect(arriving.log.since(0)).toEqual(new Set(['a', 'b']));
	expect(arriving.find('c')).toBeUndefined();
	expect(arriving.take(chunk('people', { c: { firstName: 'Cy', email: 'c@x' } }))).toBe(true);
	expect(shown()).toEqual(['Bo b@x', 'Ada a@x', 'Cy c@x']);
});

test('what changed since the list was written is shown as it is now', () => {
	const { arriving, shown } = setUp();
	const later = { a: { firstName: 'Ada, later', email: 'a@x' } };
	expect(arriving.take(chunk('people', later, { ordered: false, gone: ['b'] }))).toBe(false);
	expect(shown()).toEqual([]);
	arriving.take(chunk('people', { a: { firstName: 'Ada' }, b: { firstName: 'Bo' } }));
	expect(shown()).toEqual(['Ada, later a@x']);
});

test('rows that were shown are not changed any more, whatever still comes', () => {
	const { table, arriving } = setUp();
	arriving.take(chunk('people', { a: { firstName: 'Ada' } }));
	const [ada] = arriving.all();
	table.take([
		{ fragment: 'people', rows: [wire('people', 'a', { firstName: 'Later' })], gone: [] }
	]);
	expect(ada).toMatchObject({ firstName: 'Ada' });
	expect(table.rows.get('a')).toMatchObject({ firstName: 'Later' });
});
