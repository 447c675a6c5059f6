import { describe, expect, test } from 'vitest';
import { dateMeant, notationOf, ownValueMeant, yesNoMeant, type Notation } from './own-cells.ts';

const english: Notation = { decimal: '.', dayFirst: true };
const french: Notation = { decimal: ',', dayFirst: true };

describe('dates', () => {
	test.each<[string, string | undefined]>([
		['2026-05-14', '2026-05-14'],
		['2026-05-14T20:00:00Z', '2026-05-14'],
		['2026/5/4', '2026-05-04'],
		['14/05/2026', '2026-05-14'],
		['14-5-26', '2026-05-14'],
		['14.05.1985', '1985-05-14'],
		['14/05/85', '1985-05-14'],
		['05/14/2026', '2026-05-14'],
		['14/05/2026 20:00', '2026-05-14'],
		['14 mai 2026', '2026-05-14'],
		['1er février 2026', '2026-02-01'],
		['jeudi 14 mai 2026', '2026-05-14'],
		['14 mei 2026', '2026-05-14'],
		['3 mrt. 2026', '2026-03-03'],
		['14 août 2026', '2026-08-14'],
		['May 14, 2026', '2026-05-14'],
		['14-Dec-26', '2026-12-14'],
		['14 jui 2026', undefined],
		['31/02/2026', undefined],
		['14/15/2026', undefined],
		['tomorrow', undefined],
		['2026', undefined]
	])('%j is %j', (text, date) => {
		expect(dateMeant(text, true)).toBe(date);
	});

	test('03/04 is a day in April, or one in March where months come first', () => {
		expect(dateMeant('03/04/2026', true)).toBe('2026-04-03');
		expect(dateMeant('03/04/2026', false)).toBe('2026-03-04');
	});
});

test.each<[string[], Notation]>([
	[[], english],
	[['', 'x', '1,234', '03/04/2026'], english],
	[['1,234', '5,5'], { ...english, decimal: ',' }],
	[['1.234', '1.234.567'], { ...english, decimal: ',' }],
	[['03/04/2026', '04/23/2026'], { ...english, dayFirst: false }]
])('a column is written as the first of its cells that leaves no choice: %j', (texts, notation) => {
	expect(notationOf(texts, english)).toEqual(notation);
});

const each =
	(meant: boolean) =>
	(text: string): [string, boolean] => [text, meant];

test.each<[string, boolean | undefined]>([
	...['TRUE', 'VRAI', 'waar', 'Yes', 'oui', 'Ja', '1', 'o'].map(each(true)),
	...['FALSE', 'faux', 'ONWAAR', 'no', 'Non', 'nee', 'neen', '0'].map(each(false)),
	['maybe', undefined],
	['2', undefined]
])('%j is %j', (text, meant) => {
	expect(yesNoMeant(text)).toBe(meant);
});

test.each([
	['text', 'Ground  floor ', { value: 'Ground floor' }],
	['text', 'x'.repeat(501), { problem: 'too_long' }],
	['text', 'bell\u0007', { problem: 'control_character' }],
	['number', '1,5', { value: 1.5 }],
	['number', 'many', { problem: 'not_a_number' }],
	['date', '14/05/2026', { value: '2026-05-14' }],
	['date', 'soon', { problem: 'not_a_date' }],
	['choice', 'VEGAN', { value: 'Vegan' }],
	['choice', 'sans gluten', { value: 'Sans glutén' }],
	['choice', 'meat', { problem: 'not_a_choice' }],
	['choice', 'HALAL', { value: 'HALAL' }],
	['choice', 'halal', { value: 'Halal' }],
	['yes_no', 'oui', { value: true }],
	['yes_no', 'perhaps', { problem: 'not_yes_no' }]
] as const)('in a field of kind %s, %j means %j', (kind, text, meant) => {
	const choices = kind === 'choice' ? ['Vegan', 'Sans glutén', 'Halal', 'HALAL'] : [];
	expect(ownValueMeant({ kind, choices }, text, french)).toEqual(meant);
});
