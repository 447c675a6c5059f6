import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import {
	addCustomField,
	deleteCustomField,
	restoreCustomField,
	updateCustomField
} from './custom-field-mutations.ts';
import {
	choicesSchema,
	fitsField,
	withCustomValues,
	type CustomField,
	type CustomFieldKind,
	type CustomValue
} from './custom-fields.ts';
import type { Decision } from './mutation.ts';
import { newPerson, updatePerson, updatePerson1 } from './people-mutations.ts';
import { allLevels, type MemberActor } from './team.ts';

const manager: MemberActor = {
	kind: 'member',
	userId: 'u',
	host: false,
	levels: allLevels('manage'),
	events: 'all'
};
const editor: MemberActor = { ...manager, levels: allLevels('edit') };
const context = { actor: manager, now: 1000 };
const refusalOf = (decision: Decision) => (decision.ok ? null : decision.refusal);

const id = '00000000-0000-4000-8000-000000000001';
const diet: CustomField = {
	id,
	name: 'Diet',
	kind: 'choice',
	choices: ['none', 'vegan'],
	position: 1,
	createdAt: 0,
	deletedAt: null
};

describe('a value', () => {
	test.each<[CustomFieldKind, CustomValue, boolean]>([
		['text', 'Table 4', true],
		['text', '', false],
		['text', 4, false],
		['number', 4.5, true],
		['number', '4', false],
		['date', '2026-02-28', true],
		['date', '2026-02-30', false],
		['date', '28/02/2026', false],
		['choice', 'vegan', true],
		['choice', 'Vegan', false],
		['yes_no', false, true],
		['yes_no', 'yes', false]
	])('of kind %s: %j fits: %s', (kind, value, fits) => {
		expect(fitsField({ kind, choices: diet.choices }, value)).toBe(fits);
	});

	test('null takes a value away and the others stay', () => {
		expect(withCustomValues({ a: 1, b: 'x' }, { b: null, c: false })).toEqual({ a: 1, c: false });
	});

	test.each([
		[['a', 'a'], false],
		[[''], false],
		[['a', ' b '], true]
	])('choices %j: %s', (choices, good) => {
		expect(v.safeParse(choicesSchema, choices).success).toBe(good);
	});
});

describe('defining a field', () => {
	const added = { id, name: 'Diet', kind: 'choice', choices: ['vegan'], position: 1 } as const;
	test.each([
		['by a manager', added, undefined, manager, null],
		['by an editor', added, undefined, editor, 'not_allowed'],
		['twice', added, diet, manager, 'conflict'],
		['a choice of nothing', { ...added, choices: [] }, undefined, manager, 'malformed'],
		['a text with choices', { ...added, kind: 'text' }, undefined, manager, 'malformed']
	] as const)('%s', (_, args, same, actor, refusal) => {
		const given = { ...args, choices: [...args.choices] };
		expect(refusalOf(addCustomField.decide(given, { same }, { actor, now: 1 }))).toBe(refusal);
	});

	test.each([
		['its name', { name: 'Food' }, diet, manager, null],
		['by an editor', { name: 'Food' }, diet, editor, 'not_allowed'],
		['no choices left', { choices: [] }, diet, manager, 'malformed'],
		['a deleted one', { name: 'Food' }, { ...diet, deletedAt: 5 }, manager, 'missing']
	] as const)('changing %s', (_, fields, field, actor, refusal) => {
		const given = {
			...{ id, fields: { ...fields } as { name?: string; choices?: string[] } },
			...{ renamed: [], personIds: [] }
		};
		const answers = { field, groups: [], views: [], people: new Map() };
		expect(refusalOf(updateCustomField.decide(given, answers, { actor, now: 1 }))).toBe(refusal);
	});

	test.each<[string, [string, string][], string[], object[] | string]>([
		[
			'its people, rules and views',
			[['vegan', 'plants']],
			['plants', 'fish'],
			[
				{ entity: 'customFields', id },
				{ entity: 'groups', id: 'vegans', fields: { rule: { conditions: [{ value: 'plants' }] } } },
				{ entity: 'savedViews', id: 'view', fields: { query: `field.${id}=equals.%22plants%22` } },
				{ entity: 'people', id: 'ada', fields: { custom: { [id]: 'plants', other: 1 } } }
			]
		],
		['what nobody has', [['halal', 'plants']], ['plants', 'fish'], [{ entity: 'customFields' }]],
		['by what isn’t a choice', [['vegan', 'plants']], ['fish'], 'conflict']
	])('a choice is renamed: %s', (_, renamed, choices, expected) => {
		const ada = { ...newPerson({ id: 'ada' }, 0), custom: { [id]: 'vegan', other: 1 } };
		const bo = { ...newPerson({ id: 'bo' }, 0), custom: { [id]: 'fish' } };
		const of = { createdAt: 0, deletedAt: null };
		const conditions = [
			{ on: 'custom' as const, not: false, fieldId: id, is: 'equals' as const, value: 'vegan' }
		];
		const answers = {
			field: { ...diet, choices: ['vegan', 'fish'] },
			groups: [
				{
					...{ id: 'vegans', name: '', smart: true },
					rule: { match: 'all' as const, conditions },
					...of
				}
			],
			views: [
				{
					...{ id: 'view', userId: 'another', name: '', list: 'people' as const, columns: null },
					...{ query: `field.${id}=equals.%22vegan%22`, ...of }
				}
			],
			// Who was merged into somebody leads to them.
			people: new Map([
				['ada', ada],
				['twin', { ...ada }],
				['bo', bo]
			])
		};
		const args = { id, fields: { choices }, renamed, personIds: ['ada', 'twin', 'bo'] };
		const decision = updateCustomField.decide(args, answers, context);
		if (typeof expected === 'string') expect(refusalOf(decision)).toBe(expected);
		else {
			expect(decision).toMatchObject({ ok: true, writes: expected });
			expect(decision.ok && decision.writes).toHaveLength(expected.length);
		}
	});

	test('a deletion can be taken back', () => {
		const fieldsOf = (decision: Decision) =>
			decision.ok && decision.writes[0]?.write === 'patch' && decision.writes[0].fields;
		expect(fieldsOf(deleteCustomField.decide({ id }, { field: diet }, context))).toEqual({
			deletedAt: 1000
		});
		const field = { ...diet, deletedAt: 1000 };
		expect(fieldsOf(restoreCustomField.decide({ id }, { field }, context))).toEqual({
			deletedAt: null
		});
	});
});

describe('a person’s values', () => {
	const person = { ...newPerson({ id: 'ada' }, 0), custom: { other: 'kept' } };
	const gone = '00000000-0000-4000-8000-000000000002';
	const customFields = new Map([
		[id, diet],
		[gone, { ...diet, id: gone, deletedAt: 5 }]
	]);
	test.each([
		['one is given', { [id]: 'vegan' }, { other: 'kept', [id]: 'vegan' }],
		['it doesn’t fit', { [id]: 'fish' }, 'malformed'],
		['its field is gone', { [gone]: 'vegan' }, []],
		['nobody knows its field', { [crypto.randomUUID()]: 'vegan' }, []],
		['one is taken away', { [id]: null }, { other: 'kept' }]
	] as const)('%s', (_, custom, expected) => {
		const answers = { person, known: new Map(), customFields };
		const decision = updatePerson.decide({ id: 'ada', fields: {}, custom }, answers, context);
		if (typeof expected === 'string') expect(refusalOf(decision)).toBe(expected);
		else if (Array.isArray(expected)) expect(decision).toMatchObject({ ok: true, writes: [] });
		else expect(decision).toMatchObject({ ok: true, writes: [{ fields: { custom: expected } }] });
	});

	test('devices that know none leave them as they are', () => {
		const fields = { firstName: 'Ada' };
		const custom = { [id]: 'vegan' };
		expect(v.parse(updatePerson1.schema, { id, fields, custom })).toEqual({
			id,
			fields
		});
	});
});
