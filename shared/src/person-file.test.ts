import { expect, test } from 'vitest';
import { barePerson } from './people.ts';
import { instantText, toldInvitation, toldProfile } from './person-file.ts';

const labels = new Map([
	['choir', 'Choir'],
	['diet', 'Diet'],
	['old', 'Diet'],
	['older', 'Diet']
]);

test.each([
	['nothing', {}, {}],
	['a value by its field’s name', { diet: 'vegan' }, { Diet: 'vegan' }],
	['a value whose field isn’t known', { gone: true }, { gone: true }],
	[
		'values of fields of one name',
		{ old: 4, diet: 'vegan', older: false },
		{ Diet: 4, 'Diet (2)': 'vegan', 'Diet (3)': false }
	]
])('a file tells %s', (_, custom, furtherDetails) => {
	const told = toldProfile({ ...barePerson, custom, createdAt: 0 }, labels);
	expect(told.furtherDetails).toEqual(furtherDetails);
});

test('a profile is told in the order in which it is read', () => {
	const person = {
		...barePerson,
		...{ firstName: 'Inès', email: 'ines@example.org', language: 'fr' as const },
		...{ groupIds: ['choir', 'gone'], createdAt: 1000, deletedAt: 2000 }
	};
	expect(Object.entries(toldProfile(person, labels))).toEqual([
		['firstName', 'Inès'],
		['lastName', ''],
		['email', 'ines@example.org'],
		['phone', ''],
		['company', ''],
		['language', 'fr'],
		['note', ''],
		['groups', ['Choir', 'gone']],
		['furtherDetails', {}],
		['addedAt', '1970-01-01T00:00:01.000Z'],
		['deletedAt', '1970-01-01T00:00:02.000Z']
	]);
});

test('an invitation is told with its instants', () => {
	const of = { email: 'ines@example.org', language: 'fr' as const };
	const at = { createdAt: 0, expiresAt: 1000, acceptedAt: null, revokedAt: 2000 };
	expect(Object.entries(toldInvitation({ ...of, ...at }))).toEqual([
		['email', 'ines@example.org'],
		['language', 'fr'],
		['invitedAt', '1970-01-01T00:00:00.000Z'],
		['expiresAt', '1970-01-01T00:00:01.000Z'],
		['acceptedAt', null],
		['withdrawnAt', '1970-01-01T00:00:02.000Z']
	]);
});

test.each([
	[null, null],
	[0, '1970-01-01T00:00:00.000Z']
])('the instant %j is written as %j', (at, text) => {
	expect(instantText(at)).toBe(text);
});
