import { expect, test } from 'vitest';
import { fitting, inOrder, reachable, tabCounts, unsent } from './registrant-list.ts';
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

test('counts by state; a cancelled one’s rejected mail needs nobody', () => {
	expect(tabCounts(rows)).toEqual({ registered: 5, waiting_list: 2, cancelled: 1, rejected: 1 });
});

test('stands by last name without accents and case, an address where there is no name', () => {
	expect(names(inOrder(rows, 'registered'))).toEqual(['Élodie', 'Zoé', '', 'Ben', 'Mute']);
});

test('the waiting list stands as they came', () => {
	expect(names(inOrder(rows, 'waiting_list'))).toEqual(['Early', 'Late']);
});

test.each([
	['elodie', ['Élodie']],
	['ALVAREZ zoe', ['Zoé']],
	['m@example', ['']],
	['nobody', []],
	[' ', names(rows)]
])('searching %j finds %j', (query, found) => {
	expect(names(fitting(rows, query))).toEqual(found);
});

test('confirmations are missing only where one can be sent', () => {
	expect(names(unsent(rows))).toEqual(['Élodie', '']);
});

test('links reach those with an address who are not cancelled', () => {
	expect(reachable(rows)).toHaveLength(6);
});
