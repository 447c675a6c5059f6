import { expect, test } from 'vitest';
import { RowSearch } from '../lists/row-search.ts';
import {
	inTab,
	keyIn,
	reachable,
	registrantIndexing,
	tabCounts,
	tabIn,
	unsent,
	withKey
} from './registrant-list.ts';
import { registrationLike } from './testing.ts';

const rows = [
	registrationLike({ firstName: 'Zoé', lastName: 'Álvarez', email: 'zoe@example.org' }),
	registrationLike({ firstName: 'Ben', lastName: 'Zimmer', mailState: 'rejected' }),
	registrationLike({ firstName: 'Élodie', lastName: 'alvarez', mailState: 'not_sent' }),
	registrationLike({ firstName: '', lastName: '', email: 'm@example.org', mailState: 'not_sent' }),
	registrationLike({ firstName: 'Late', status: 'waiting_list', createdAt: 3 }),
	registrationLike({ firstName: 'Early', status: 'waiting_list', createdAt: 2 }),
	registrationLike({ firstName: 'Gone', status: 'cancelled', mailState: 'rejected' }),
	registrationLike({ firstName: 'Mute', lastName: 'Zz', email: null, mailState: 'not_sent' })
];
const names = (list: readonly { firstName: string }[]) => list.map(({ firstName }) => firstName);

async function listed(query = '') {
	const search = new RowSearch(registrantIndexing());
	await search.take(rows);
	const found = search.find(query);
	return [...found.places].flatMap((place) => found.rows[place] ?? []);
}

test('counts by state; a cancelled one’s rejected mail needs nobody', () => {
	expect(tabCounts(rows)).toEqual({
		registered: 5,
		waiting_mail: 2,
		waiting_list: 2,
		cancelled: 1,
		rejected: 1
	});
});

test('nobody without an address waits for mail', () => {
	expect(names(rows.filter(inTab.waiting_mail))).toEqual(['Élodie', '']);
});

test.each([
	['tab=cancelled', 'cancelled'],
	['tab=arrived', 'registered'],
	['', 'registered']
])('%j is the tab %s', (query, tab) => {
	expect(tabIn(new URLSearchParams(query))).toBe(tab);
});

test('stands by last name without accents and case, those without a name last', async () => {
	expect(names((await listed()).filter(inTab.registered))).toEqual([
		'Élodie',
		'Zoé',
		'Ben',
		'Mute',
		''
	]);
});

test.each([
	['elodie', ['Élodie']],
	['ALVAREZ zoe', ['Zoé']],
	['m@example', ['']],
	['nobody', []]
])('searching %j finds %j', async (query, found) => {
	expect(names(await listed(query))).toEqual(found);
});

test.each([
	['0123ab', '0123ab'],
	[' 0123AB ', '0123ab'],
	['https://x.example/o/e/live?email=a%40b.c&key=0123456789abcdef012345', '0123456789abcdef012345'],
	['ada', null],
	['0123ab moreau', null]
])('in %j a key is %j', (query, key) => {
	expect(keyIn(query)).toBe(key);
});

test('a key finds whose it is by its beginning', () => {
	const keyed = [
		registrationLike({ firstName: 'Ada', key: 'aaaaaa0000000000000000' }),
		registrationLike({ firstName: 'Bo', key: 'bbbbbb0000000000000000' }),
		registrationLike({ firstName: 'Cy', key: null })
	];
	const all = { rows: keyed, places: Uint32Array.of(0, 1, 2) };
	expect([...(withKey(all, 'bbbbbb0')?.places ?? [])]).toEqual([1]);
	expect(withKey(all, 'cccccc')).toBeNull();
});

test('confirmations are missing only where one can be sent', () => {
	expect(names(unsent(rows))).toEqual(['Élodie', '']);
});

test('links reach those with an address who are not cancelled', () => {
	expect(reachable(rows)).toHaveLength(6);
});
