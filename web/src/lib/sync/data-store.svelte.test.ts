import { fragments, type FragmentName } from '@foyer/shared/entities';
import { scopeOf } from '@foyer/shared/scopes';
import type { FragmentChange, PullAnswer, WireRow } from '@foyer/shared/sync';
import { allLevels } from '@foyer/shared/team';
import { expect, test } from 'vitest';
import { DataStore, rowsOf, type DataState } from './data-store.ts';
import { ofEvent, peoplePartition } from './rows.ts';

const scopes = { people: scopeOf('people.basic', null), registrations: scopeOf('event', '*') };

function answer(
	part: keyof typeof scopes,
	changes: FragmentChange[],
	{ version = 1 } = {}
): PullAnswer {
	return {
		membership: {
			user: { id: 'u', name: '', email: '' },
			organisation: { id: 'o', name: '', pageName: 'o', locale: 'en', timeZone: 'UTC' },
			actor: { kind: 'member', userId: 'u', host: true, levels: allLevels('view'), events: 'all' }
		},
		removed: [],
		scopes: [
			{
				scope: scopes[part],
				reset: version === 1,
				changes,
				cursor: { version, commit: `${version}` }
			}
		],
		lastMutationId: null,
		more: false,
		serverTime: 1,
		lease: 1000
	};
}

const row = (fragment: FragmentName, id: string, fields: Record<string, unknown>): WireRow => [
	id,
	...fragments[fragment].columns.map((column) => fields[column] ?? null)
];

const people = (count: number, firstName: string): FragmentChange => ({
	fragment: 'people',
	event: null,
	rows: Array.from({ length: count }, (_, n) => row('people', `p${n}`, { firstName })),
	gone: []
});

const namesOf = async (data: DataStore): Promise<Map<string, unknown>> => {
	const [all] = rowsOf(await data.load(peoplePartition));
	return new Map(all?.rows.map(([id, firstName]) => [id, firstName]));
};

async function stored(data: DataStore, ...answers: PullAnswer[]): Promise<DataState> {
	let state = await data.state('');
	for (const one of answers) state = await data.store(one, state, '');
	return state;
}

test('rows that were mostly overtaken are written anew, and say the same', async () => {
	const data = new DataStore(`test-${crypto.randomUUID()}`);
	await stored(
		data,
		answer('people', [people(2200, 'First')]),
		answer('people', [people(2100, 'Second')], { version: 2 }),
		answer('people', [people(2100, 'Third')], { version: 3 }),
		answer('people', [{ ...people(1, 'Fourth'), gone: ['p7', 'p2150'] }], { version: 4 })
	);
	const before = await namesOf(data);
	expect(before.size).toBe(2198);
	expect([before.get('p0'), before.get('p8'), before.get('p2199')]).toEqual([
		'Fourth',
		'Third',
		'First'
	]);
	expect((await data.load(peoplePartition)).wasteful).toBe(true);
	await data.compact(peoplePartition);
	const { wasteful, segments } = await data.load(peoplePartition);
	expect(wasteful).toBe(false);
	expect(segments).toHaveLength(1);
	expect(await namesOf(data)).toEqual(before);
	// Another tab, which missed it all, takes in the same.
	const news = await data.news(0);
	const seen = new Map<string, unknown>();
	for (const { rows, gone } of news?.changes ?? []) {
		for (const [id, firstName] of rows) seen.set(id, firstName);
		for (const id of gone) seen.delete(id);
	}
	expect(seen).toEqual(before);
});

test('how many hold a place is counted when asked for, and again after a change', async () => {
	const data = new DataStore(`test-${crypto.randomUUID()}`);
	const registrations = (event: string, ...statuses: string[]): FragmentChange => ({
		fragment: 'registrations',
		event,
		rows: statuses.map((status, n) => row('registrations', `${event}${n}`, { status })),
		gone: []
	});
	const state = await stored(
		data,
		answer('registrations', [
			registrations('a', 'registered', 'cancelled', 'registered'),
			registrations('b', 'waiting_list')
		])
	);
	const [a, b, none] = [ofEvent('a'), ofEvent('b'), ofEvent('none')];
	expect(await data.registered([a, b, none])).toEqual([2, 0, 0]);
	const later = answer('registrations', [registrations('a', 'cancelled')], { version: 2 });
	await data.store(later, state, '');
	expect(await data.registered([a, b, none])).toEqual([1, 0, 0]);
});
