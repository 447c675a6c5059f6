import { expect, test } from 'vitest';
import { longestChoice, mostChoices } from './custom-fields.ts';
import { choicesProblem, fieldNameProblem, renamedChoices } from './field-forms.ts';

test.each([
	['Diet', undefined],
	['VIP status', undefined],
	['table', 'taken'],
	[' Tâble', 'taken'],
	['Note', 'spoken_for'],
	['Téléphone', 'spoken_for'],
	['Nom', 'spoken_for'],
	['Status', 'spoken_for'],
	['Erreur', 'spoken_for'],
	['Invitation', 'spoken_for'],
	['Foyer ID', 'spoken_for']
] as const)('a field called %j: %s', (name, problem) => {
	expect(fieldNameProblem(name, [{ name: 'Table' }])).toBe(problem);
});

const long = 'x'.repeat(longestChoice + 1);
test.each([
	[['Vegan', 'Halal'], undefined],
	[[], { code: 'needed' }],
	[['Vegan', 'Halal', 'vegan'], { code: 'repeated', choice: 'vegan' }],
	[['Vegan', 'Végan'], { code: 'repeated', choice: 'Végan' }],
	[['Vegan', long], { code: 'too_long', choice: long }],
	[Array.from({ length: mostChoices + 1 }, (_, at) => `${at}`), { code: 'too_many' }]
])('choices %j: %j', (choices, problem) => {
	expect(choicesProblem(choices)).toEqual(problem);
});

test.each<[string, string[], string[], Record<string, string>]>([
	['nothing', ['a', 'b'], ['a', 'b'], {}],
	['one', ['a', 'b'], ['a', 'c'], { b: 'c' }],
	['two', ['a', 'b'], ['c', 'd'], { a: 'c', b: 'd' }],
	['none that only changed places', ['a', 'b'], ['b', 'a'], {}],
	['none where one went and another came', ['a', 'b'], ['b', 'c'], {}],
	['none where there are more', ['a', 'b'], ['a', 'c', 'd'], {}],
	['none where there are fewer', ['a', 'b'], ['a'], {}]
])('%s is renamed', (_, before, after, renamed) => {
	expect(Object.fromEntries(renamedChoices(before, after))).toEqual(renamed);
});
