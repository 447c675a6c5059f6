import { describe, expect, test } from 'vitest';
import {
	activeColumns,
	moved,
	narrowest,
	nextSorting,
	sortingIn,
	sortingValue,
	toggled,
	widened,
	type Column
} from './columns.ts';

const column = (id: string, more: Partial<Column<string>> = {}): Column<string> => ({
	id,
	label: id,
	width: 100,
	text: (row) => row,
	...more
});
const all = [
	column('name'),
	column('email', { first: true }),
	column('phone'),
	column('company', { first: true })
];
const ids = (active: ReturnType<typeof activeColumns<string>>) =>
	active.map(({ column: { id } }) => id);
const first = activeColumns(all, null);

describe('active columns', () => {
	test('are the first ones until somebody chooses', () => {
		expect(ids(first)).toEqual(['name', 'email', 'company']);
	});

	test('stand as they were chosen, the name before all, those that are gone left out', () => {
		const chosen = ['company', 'gone', 'name', 'phone'].map((id) => ({ column: id, width: null }));
		expect(ids(activeColumns(all, chosen))).toEqual(['name', 'company', 'phone']);
	});

	test('come last when shown, and go', () => {
		const more = activeColumns(all, toggled(first, column('phone')));
		expect(ids(more)).toEqual(['name', 'email', 'company', 'phone']);
		expect(ids(activeColumns(all, toggled(more, column('email'))))).toEqual([
			'name',
			'company',
			'phone'
		]);
	});

	test.each([
		['company', -1, ['name', 'company', 'email']],
		['company', -5, ['name', 'company', 'email']],
		['email', 9, ['name', 'company', 'email']],
		['name', 1, ['name', 'email', 'company']],
		['unknown', 1, ['name', 'email', 'company']]
	])('%s moves by %i', (id, by, order) => {
		expect(ids(activeColumns(all, moved(first, id, by)))).toEqual(order);
	});

	test('keep their width through every other change, within limits', () => {
		const wide = activeColumns(all, widened(first, 'email', 250.4));
		expect(wide[1]?.width).toBe(250);
		expect(activeColumns(all, moved(wide, 'email', 1))[2]?.width).toBe(250);
		expect(activeColumns(all, widened(first, 'email', 1))[1]?.width).toBe(narrowest);
	});
});

test.each([
	['', null],
	['sort=company', { column: 'company', backwards: false }],
	['sort=-company', { column: 'company', backwards: true }]
])('%j is read and written alike', (query, sorting) => {
	expect(sortingIn(new URLSearchParams(query))).toEqual(sorting);
	expect(sortingValue(sorting)).toBe(query.slice('sort='.length) || null);
});

test('a heading sorts from the beginning, then from the end, then no longer', () => {
	const once = nextSorting({ column: 'email', backwards: true }, 'company');
	expect(once).toEqual({ column: 'company', backwards: false });
	const twice = nextSorting(once, 'company');
	expect(twice).toEqual({ column: 'company', backwards: true });
	expect(nextSorting(twice, 'company')).toBeNull();
});
