import type { CustomField, CustomFieldKind } from '@foyer/shared/custom-fields';
import type { Condition } from '@foyer/shared/groups';
import { expect, test } from 'vitest';
import { customValueWords, ruleWords, type ConditionNames } from './condition-words.ts';

const born = { name: 'Born', kind: 'date' } as CustomField;
const names: ConditionNames = {
	field: (id) => (id === 'born' ? born : undefined),
	group: (id) => (id === 'choir' ? 'Choir' : undefined),
	event: () => undefined
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
