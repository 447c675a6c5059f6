import { expect, test } from 'vitest';
import { groupNameText, groupsMeant, namedGroups } from './group-cells.ts';
import { groupsByKey } from './person-cells.ts';

const groups = groupsByKey(
	namedGroups([
		{ id: 'choir', name: 'Chœur', smart: false },
		{ id: 'press', name: 'Press', smart: false },
		{ id: 'rock', name: 'Rock and roll', smart: false },
		{ id: 'oslo', name: 'Oslo, Norway', smart: false },
		{ id: 'french', name: 'French', smart: true },
		{ id: 'hand', name: 'french', smart: false }
	])
);

test.each<[string, string[], string[]]>([
	['', [], []],
	['press', ['press'], []],
	['chœur; PRESS', ['choir', 'press'], []],
	['Chœur, Press', ['choir', 'press'], []],
	['Chœur et Press', ['choir', 'press'], []],
	['Chœur, Press, and Rock and roll', ['choir', 'press', 'rock'], []],
	['Press en Oslo, Norway', ['press', 'oslo'], []],
	['Oslo, Norway, Press', ['oslo', 'press'], []],
	['Press | Press\nPress', ['press'], []],
	['* myContacts ::: Press ::: * starred', ['press'], []],
	['Presse', [], ['Presse']],
	['Bed and breakfast, Press', ['press'], ['Bed and breakfast']],
	['Friends and Press', ['press'], ['Friends']],
	['Friends; friends; Family', [], ['Friends', 'Family']],
	['French', ['hand'], []],
	['"Rock and roll"; "Oslo, Norway" ; Press', ['rock', 'oslo', 'press'], []],
	['"Vin et fromage", Press; "*VIP"', ['press'], ['Vin et fromage', '*VIP']],
	['"The ""old"" board"', [], ['The "old" board']],
	['"', [], ['"']],
	['The "old" board', [], ['The "old" board']]
])('%j names %j, and %j that are no groups', (text, known, unknown) => {
	const meant = groupsMeant(text, groups);
	expect(meant.known.map(({ id }) => id)).toEqual(known);
	expect(meant.unknown).toEqual(unknown);
});

test.each([
	'Press',
	'Bed and breakfast',
	'a;b',
	'a|b',
	'*VIP',
	'"x"',
	'a "b" c',
	'a:::b',
	'"',
	'x"; "y'
])('a group called %j is read as one where there is none, beside others', (name) => {
	const cell = ['Friends', name, 'Rock and roll'].map(groupNameText).join('; ');
	const { known, unknown } = groupsMeant(cell, new Map());
	expect(known).toEqual([]);
	expect(unknown.sort()).toEqual(['Friends', name, 'Rock and roll'].sort());
});

test('a cell of very many names is read in no time', () => {
	const text = 'a and '.repeat(20_000);
	expect(groupsMeant(text, groups).known).toEqual([]);
});
