import { expect, test } from 'vitest';
import type { Condition } from './groups.ts';
import { queryWithRenamed, ruleWithRenamed } from './renamed-choices.ts';

const asks = (fieldId: string, value: string): Condition => ({
	...{ on: 'custom', not: false, is: 'equals' },
	...{ fieldId, value }
});
test.each<[string, Condition[], Condition[] | null]>([
	[
		'for a choice',
		[asks('other', 'a'), asks('diet', 'a')],
		[asks('other', 'a'), asks('diet', 'b')]
	],
	['for another', [asks('diet', 'c')], null],
	['for no value', [{ ...asks('diet', ''), is: 'filled', value: null } as Condition], null],
	['for something else', [{ on: 'language', not: false, language: 'fr' }], null]
])('a rule that asks %s, once it is renamed', (_, conditions, changed) => {
	const rule = ruleWithRenamed({ match: 'any', conditions }, 'diet', new Map([['a', 'b']]));
	expect(rule).toEqual(changed && { match: 'any', conditions: changed });
});

test.each<[string, string | null]>([
	['field.diet=equals.%22a%22', 'field.diet=equals.%22Plant+%26+co%22'],
	[
		'sort=-name&field.diet=%21equals.%22a%22&language=fr',
		'sort=-name&field.diet=%21equals.%22Plant+%26+co%22&language=fr'
	],
	[
		'field.diet=equals.%22a%22&field.diet=equals.%22c%22',
		'field.diet=equals.%22Plant+%26+co%22&field.diet=equals.%22c%22'
	],
	['field.diet=equals.%22c%22', null],
	['field.diet=filled.null', null],
	['field.other=equals.%22a%22', null],
	['field.diet=equals.a', null],
	['field.diet=%E0%A4', null],
	['q=a', null],
	['', null]
])('an address that says %s, once it is renamed', (query, changed) => {
	expect(queryWithRenamed(query, 'diet', new Map([['a', 'Plant & co']]))).toBe(changed);
});
