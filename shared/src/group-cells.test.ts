import { expect, test } from 'vitest';
import { groupsMeant, namedGroups } from './group-cells.ts';
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
	['French', ['hand'], []]
])('%j names %j, and %j that are no groups', (text, known, unknown) => {
	const meant = groupsMeant(text, groups);
	expect(meant.known.map(({ id }) => id)).toEqual(known);
	expect(meant.unknown).toEqual(unknown);
});

test('a cell of very many names is read in no time', () => {
	const text = 'a and '.repeat(20_000);
	expect(groupsMeant(text, groups).known).toEqual([]);
});
