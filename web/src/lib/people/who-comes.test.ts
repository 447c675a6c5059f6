import { barePerson, type Person } from '@foyer/shared/people';
import type { RegistrationStatus } from '@foyer/shared/registrations';
import { expect, test } from 'vitest';
import { eventLike } from '../events/testing.ts';
import { registrationLike } from '../registrations/testing.ts';
import { registeredAmong, whoComes } from './who-comes.ts';

const person = (id: string): Person => ({ id, ...barePerson, createdAt: 0 });
const people = ['a', 'b', 'c', 'd'].map(person);

test.each<
	[string, number | null, [string, RegistrationStatus][], [string, number, number, number]]
>([
	['nobody is there yet', null, [], ['abcd', 0, Infinity, 0]],
	['some are', null, [['a', 'registered']], ['bcd', 1, Infinity, 0]],
	['who waits is registered already', 10, [['a', 'waiting_list']], ['bcd', 1, 10, 0]],
	['who cancelled comes back', 3, [['a', 'cancelled']], ['abcd', 0, 3, 1]],
	['a place is left', 2, [['x', 'registered']], ['abcd', 0, 1, 3]],
	[
		'none is left',
		1,
		[
			['a', 'registered'],
			['x', 'registered']
		],
		['bcd', 1, 0, 3]
	],
	[
		'who was merged counts as whom they were merged into',
		9,
		[['d-before', 'registered']],
		['abc', 1, 8, 0]
	]
])('%s', (_told, capacity, standing, [fresh, already, left, waiting]) => {
	const event = eventLike({ capacity });
	const rows = standing.map(([personId, status]) => registrationLike({ personId, status }));
	const coming = whoComes(people, event, rows, ({ personId }) => personId.replace('-before', ''));
	expect({ ...coming, fresh: coming.fresh.map(({ id }) => id).join('') }).toEqual({
		fresh,
		already,
		left,
		waiting
	});
});

test('of some people those are registered who have not cancelled, by whom they were merged into', () => {
	const standing: [string, RegistrationStatus][] = [
		['a', 'registered'],
		['b', 'cancelled'],
		['c-before', 'waiting_list'],
		['x', 'registered']
	];
	const rows = standing.map(([personId, status]) => registrationLike({ personId, status }));
	const found = registeredAmong(people, rows, ({ personId }) => personId.replace('-before', ''));
	expect(found.map(({ personId }) => personId)).toEqual(['a', 'c-before']);
});
