import type { CustomField, CustomFieldKind } from '@foyer/shared/custom-fields';
import type { Condition } from '@foyer/shared/groups';
import { expect, test } from 'vitest';
import { askedBy, conditionOf, draftOf, opsFor, type ConditionDraft } from './condition-draft.ts';

const fieldLike = (id: string, kind: CustomFieldKind): CustomField => ({
	id,
	name: id,
	kind,
	choices: [],
	position: 0,
	createdAt: 0,
	deletedAt: null
});
const fields = (['text', 'number', 'date', 'choice', 'yes_no'] as const).map((kind) =>
	fieldLike(kind, kind)
);
const draft = (what: string, more: Partial<ConditionDraft> = {}): ConditionDraft => ({
	what,
	op: 'equals',
	value: '',
	eventId: '',
	...more
});

test.each<Condition>([
	{ on: 'field', not: true, field: 'company', is: 'contains', value: 'Acme' },
	{ on: 'field', not: true, field: 'email', is: 'filled', value: '' },
	{ on: 'field', not: false, field: 'domain', is: 'equals', value: 'example.org' },
	{ on: 'custom', not: false, fieldId: 'number', is: 'less', value: 4.5 },
	{ on: 'custom', not: true, fieldId: 'yes_no', is: 'equals', value: true },
	{ on: 'custom', not: false, fieldId: 'date', is: 'greater', value: '2026-01-02' },
	{ on: 'custom', not: true, fieldId: 'choice', is: 'filled', value: null },
	{ on: 'language', not: false, language: 'nl' },
	{ on: 'language', not: false, language: null },
	{ on: 'language', not: true, language: null },
	{ on: 'group', not: true, groupId: 'g' },
	{ on: 'registered', not: true, eventId: null },
	{ on: 'registered', not: false, eventId: 'e' },
	{ on: 'attended', not: true, eventId: null },
	{ on: 'attended', not: false, eventId: 'e' },
	{ on: 'mail', not: false, eventId: 'e', state: 'rejected' }
])('%o is shown by controls and read again', (condition) => {
	expect(conditionOf(draftOf(condition), fields)).toEqual(condition);
	const { what, op } = draftOf(condition);
	expect(opsFor(askedBy(what, fields))).toContain(op);
});

test.each([
	draft('company', { op: 'contains', value: ' ' }),
	draft('language'),
	draft('custom.number', { value: 'many' }),
	draft('custom.gone', { value: 'x' })
])('%o lacks something', (lacking) => {
	expect(conditionOf(lacking, fields)).toBeNull();
});

test.each([
	['4,5', 4.5],
	['1,000.5', 1000.5],
	['1 000,5', 1000.5],
	['-3', -3]
])('the number %s is understood', (value, number) => {
	expect(conditionOf(draft('custom.number', { value }), fields)).toMatchObject({ value: number });
});

test('an @ before a domain is understood', () => {
	expect(conditionOf(draft('domain', { value: '@Example.org' }), fields)).toMatchObject({
		value: 'example.org'
	});
});
