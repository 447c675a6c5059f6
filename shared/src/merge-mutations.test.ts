import { describe, expect, test } from 'vitest';
import type { CustomField } from './custom-fields.ts';
import { mergePeople, takeForOne, tellApart, unmergePeople } from './merge-mutations.ts';
import type { MutationContext } from './mutation.ts';
import { barePerson, type Person } from './people.ts';
import type { Registration } from './registrations.ts';
import { allLevels, type Level } from './team.ts';

const by = (level: Level = 'edit'): MutationContext => ({
	actor: { kind: 'member', userId: 'u', host: false, levels: allLevels(level), events: 'all' },
	now: 1
});
const person = (id: string, fields: Partial<Person> = {}): Person => ({
	...barePerson,
	id,
	firstName: id,
	createdAt: 0,
	...fields
});
const table = {
	id: 'table',
	kind: 'number',
	choices: [],
	deletedAt: null
} as unknown as CustomField;
const customFields = new Map([[table.id, table]]);
const registration = (id: string, personId: string, eventId: string, email: string | null = null) =>
	({ id, personId, eventId, email }) as Registration;

const one = person('one', { groupIds: ['a'], email: 'one@x.org', custom: { table: 1, gone: 2 } });
const other = person('other', { groupIds: ['a', 'b'], email: 'other@x.org' });
const args = {
	id: 'one',
	otherId: 'other',
	fields: { note: 'n' },
	custom: { table: 4 },
	eventIds: []
};
const people = new Map([
	['one', one],
	['other', other]
]);
const registrations = [
	registration('r1', 'one', 'gala'),
	registration('r2', 'other', 'gala'),
	registration('r3', 'other', 'ball')
];
const facts = { people, customFields, registrations };

describe('merging', () => {
	test('unites groups, takes what was chosen, and gives registrations', () => {
		const shown = { firstName: 'one', lastName: '', language: null, groupIds: ['a', 'b'] };
		expect(mergePeople.decide(args, facts, by())).toMatchObject({
			ok: true,
			effects: [],
			writes: [
				{
					id: 'one',
					fields: { note: 'n', custom: { table: 4, gone: 2 }, groupIds: ['a', 'b'] }
				},
				{ id: 'other', fields: { mergedInto: 'one' } },
				{ entity: 'registrations', id: 'r3', fields: { personId: 'one', ...shown } },
				{ entity: 'registrations', id: 'r2', fields: { personId: 'other', ...shown } }
			]
		});
	});

	test('leaves nobody without a name and an address; taken apart, each is as they were', () => {
		const unreachable = person('one', { email: null });
		const answers = { ...facts, people: new Map([...people, ['one', unreachable]]) };
		const cleared = { ...args, fields: { firstName: '', lastName: '' } };
		expect(mergePeople.decide(cleared, answers, by())).toEqual({ ok: false, refusal: 'nameless' });
		const nameless = person('one', { firstName: '', email: null });
		const undone = unmergePeople.decide(
			{ ...cleared, leaveGroupIds: [], registrationIds: null },
			{
				...{ person: { ...nameless, firstName: 'other' }, customFields, registrations },
				merged: [{ ...other, mergedInto: 'one' }]
			},
			by()
		);
		expect(undone).toMatchObject({ ok: true });
	});

	test('takes over what can be chosen no longer', () => {
		const diet = { ...table, id: 'diet', kind: 'choice', choices: ['halal'] } as CustomField;
		const given = { ...args, custom: { diet: 'vegan' } };
		const answers = { ...facts, customFields: new Map([[diet.id, diet]]) };
		expect(mergePeople.decide(given, answers, by())).toMatchObject({
			writes: expect.arrayContaining([
				expect.objectContaining({
					id: 'one',
					fields: expect.objectContaining({ custom: { ...one.custom, diet: 'vegan' } }) as unknown
				})
			]) as unknown
		});
	});

	test.each([
		['without the right', facts, by('view'), 'not_allowed'],
		['of who is not there', { ...facts, people: new Map([['one', one]]) }, by(), 'missing'],
		[
			'of who was deleted',
			{ ...facts, people: new Map([...people, ['other', { ...other, deletedAt: 1 }]]) },
			by(),
			'missing'
		],
		[
			'with a value that doesn’t fit',
			{ ...facts, customFields: new Map([['table', { ...table, kind: 'yes_no' as const }]]) },
			by(),
			'malformed'
		]
	])('%s is refused', (_name, answers, context, refusal) => {
		expect(mergePeople.decide(args, answers, context)).toEqual({ ok: false, refusal });
	});

	test('of one and the same changes nothing', () => {
		const same = new Map([...people, ['other', one]]);
		expect(mergePeople.decide(args, { ...facts, people: same }, by())).toMatchObject({
			ok: true,
			writes: []
		});
	});
});

describe('taking apart', () => {
	const merged = { ...one, groupIds: ['a', 'b'] };
	const undo = {
		...args,
		fields: { note: '' },
		custom: { table: 1 },
		leaveGroupIds: ['b'],
		registrationIds: ['r3'] as string[] | null
	};
	const now = {
		person: merged,
		merged: [{ ...other, mergedInto: 'one' }],
		customFields,
		registrations: [
			registration('r1', 'one', 'gala', 'one@x.org'),
			registration('r2', 'other', 'gala', 'other@x.org'),
			registration('r3', 'one', 'ball', 'other@x.org')
		]
	};

	test.each([
		['those that are named', undo],
		['those of their address where none are', { ...undo, registrationIds: null }]
	])('gives back the duplicate’s registrations: %s', (_name, given) => {
		const theirs = { personId: 'other', firstName: 'other', groupIds: ['a', 'b'] };
		expect(unmergePeople.decide(given, now, by())).toMatchObject({
			ok: true,
			writes: [
				{ id: 'one', fields: { note: '', custom: { table: 1, gone: 2 }, groupIds: ['a'] } },
				{ id: 'other', fields: { mergedInto: null } },
				{ id: 'r2', fields: theirs },
				{ id: 'r3', fields: theirs }
			]
		});
	});

	test('gives back what can be chosen no longer', () => {
		const diet = { ...table, id: 'diet', kind: 'choice', choices: ['halal'] } as CustomField;
		const given = { ...undo, custom: { diet: 'vegan' } };
		const answers = { ...now, customFields: new Map([[diet.id, diet]]) };
		expect(unmergePeople.decide(given, answers, by())).toMatchObject({ ok: true });
	});

	test.each([
		['without the right', now, by('view'), 'not_allowed'],
		['of who is not merged', { ...now, merged: [] }, by(), 'conflict'],
		['of who is gone', { ...now, person: undefined }, by(), 'missing']
	])('%s is refused', (_name, answers, context, refusal) => {
		expect(unmergePeople.decide(undo, answers, context)).toEqual({ ok: false, refusal });
	});
});

describe('telling apart', () => {
	const ids = { id: 'one', otherId: 'other' };
	const of = (...some: [Person, Person]) => ({
		people: new Map([
			['one', some[0]],
			['other', some[1]]
		])
	});
	const apart = { ...one, toldApart: ['third', 'other'] };
	const said = (id: string, toldApart: readonly string[]) => ({
		...{ write: 'patch', entity: 'people', id },
		fields: { toldApart }
	});

	test.each([
		[
			'is said at one of the two',
			of({ ...one, toldApart: ['third'] }, other),
			[said('one', ['third', 'other'])]
		],
		['is said once', of(apart, other), []],
		['is said once, at whichever', of(one, { ...other, toldApart: ['one'] }), []],
		['of one and the same says nothing', of(one, one), []]
	])('%s', (_told, facts, writes) => {
		expect(tellApart.decide(ids, facts, by())).toMatchObject({ ok: true, writes });
	});

	test.each([
		['where it was said', of(apart, other), [said('one', ['third'])]],
		[
			'at both',
			of(apart, { ...other, toldApart: ['one'] }),
			[said('one', ['third']), said('other', [])]
		],
		['where nothing was said', of(one, other), []]
	])('is taken back %s', (_told, facts, writes) => {
		expect(takeForOne.decide(ids, facts, by())).toMatchObject({ ok: true, writes });
	});

	test('is for who edits people, and of people who are there', () => {
		expect(tellApart.decide(ids, of(one, other), by('view'))).toMatchObject({
			refusal: 'not_allowed'
		});
		expect(takeForOne.decide(ids, of(apart, other), by('view'))).toMatchObject({
			refusal: 'not_allowed'
		});
		expect(tellApart.decide(ids, of(one, { ...other, deletedAt: 1 }), by())).toMatchObject({
			refusal: 'missing'
		});
		expect(tellApart.decide(ids, { people: new Map() }, by())).toMatchObject({
			refusal: 'missing'
		});
	});
});
