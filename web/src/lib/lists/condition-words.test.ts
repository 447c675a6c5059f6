import type { CustomField, CustomFieldKind } from '@foyer/shared/custom-fields';
import type { Condition } from '@foyer/shared/groups';
import { expect, test } from 'vitest';
import { customValueWords, ruleWords, type ConditionNames } from './condition-words.ts';

const born = { name: 'Born', kind: 'date', deletedAt: null } as CustomField;
const diet = { ...born, name: 'Diet', kind: 'choice', deletedAt: 1 } as CustomField;
const names: ConditionNames = {
	field: (id) => ({ born, diet })[id],
	group: (id) =>
		({ choir: { name: 'Choir', deletedAt: null }, board: { name: 'Board', deletedAt: 1 } })[id],
	event: (id) =>
		({ gala: { name: 'Gala', deletedAt: null }, ball: { name: 'Ball', deletedAt: 1 } })[id],
	isUnseen: () => false
};
const inChoir: Condition = { on: 'group', not: false, groupId: 'choir' };
const bornBefore: Condition = {
	...{ on: 'custom', not: false, fieldId: 'born' },
	...{ is: 'less', value: '2000-02-01' }
};

test.each([
	['all' as const, 'In Choir · Born is before 1 Feb 2000'],
	['any' as const, 'In Choir or Born is before 1 Feb 2000'],
	['each' as const, 'In Choir · Born is before 1 Feb 2000']
])('a rule for %s of its conditions reads “%s”', (match, words) => {
	expect(ruleWords({ match, conditions: [inChoir, bornBefore] }, names)).toBe(words);
});

test.each<[CustomFieldKind, Parameters<typeof customValueWords>[0], string]>([
	['date', '1990-02-01', '1 Feb 1990'],
	['date', 'soon', 'soon'],
	['text', '1990-02-01', '1990-02-01'],
	['number', 1234.5, '1,234.5'],
	['yes_no', false, 'no'],
	['choice', undefined, '']
])('of kind %s, %j reads “%s”', (kind, value, words) => {
	expect(customValueWords(value, kind)).toBe(words);
});

test('a rule on a deleted field says which it was', () => {
	const asks = (fieldId: string): Condition => ({
		...{ on: 'custom', not: false, fieldId, is: 'equals', value: 'Vegan' }
	});
	const rule = { match: 'all' as const, conditions: [asks('diet'), asks('unknown')] };
	expect(ruleWords(rule, names)).toBe('Diet (deleted) is Vegan · something deleted is Vegan');
});

test('a rule on a deleted group says which it was', () => {
	const board: Condition = { on: 'group', not: false, groupId: 'board' };
	const conditions = [board, { ...board, not: true }, { ...board, groupId: 'unknown' }];
	expect(ruleWords({ match: 'all', conditions }, names)).toBe(
		'In Board (deleted) · Not in Board (deleted) · In something deleted'
	);
});

test.each<[Condition, string]>([
	[{ on: 'language', not: true, language: 'nl' }, 'Language is not Nederlands'],
	[{ on: 'language', not: false, language: null }, 'Language is not known'],
	[{ on: 'language', not: true, language: null }, 'Language is known']
])('a rule on a language: %j', (condition, words) => {
	expect(ruleWords({ match: 'all', conditions: [condition] }, names)).toBe(words);
});

test.each<[Condition, string]>([
	[{ on: 'registered', not: false, eventId: 'gala' }, 'Registered for Gala'],
	[{ on: 'registered', not: false, eventId: 'ball' }, 'Registered for Ball (deleted)'],
	[{ on: 'registered', not: true, eventId: 'ball' }, 'Not registered for Ball (deleted)'],
	[{ on: 'registered', not: false, eventId: 'unknown' }, 'Registered for something deleted'],
	[{ on: 'attended', not: false, eventId: 'ball' }, 'Came to Ball (deleted)'],
	[{ on: 'attended', not: true, eventId: 'ball' }, 'Did not come to Ball (deleted)'],
	[{ on: 'mail', not: false, eventId: 'ball', state: 'sent' }, 'Mail sent, Ball (deleted)']
])('a rule on an event says that it was deleted: %j', (condition, words) => {
	expect(ruleWords({ match: 'all', conditions: [condition] }, names)).toBe(words);
});
