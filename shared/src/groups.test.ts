import { describe, expect, test } from 'vitest';
import {
	addGroup,
	deleteGroup,
	joinGroup,
	leaveGroup,
	restoreGroup,
	updateGroup
} from './group-mutations.ts';
import type { Group, GroupRule } from './groups.ts';
import type { Decision } from './mutation.ts';
import { newPerson } from './people-mutations.ts';
import { allLevels, type MemberActor } from './team.ts';

const editor: MemberActor = {
	kind: 'member',
	userId: 'u',
	host: false,
	levels: allLevels('edit'),
	events: 'all'
};
const viewer: MemberActor = { ...editor, levels: allLevels('view') };
const doorStaff: MemberActor = { ...editor, events: ['e'] };
const context = { actor: editor, now: 1000 };
const refusalOf = (decision: Decision) => (decision.ok ? null : decision.refusal);
const writesOf = (decision: Decision) =>
	decision.ok ? decision.writes.map((write) => 'fields' in write && write.fields) : null;

const rule: GroupRule = {
	match: 'all',
	conditions: [{ on: 'language', not: false, language: 'fr' }]
};
const group: Group = {
	id: 'g',
	name: 'Friends',
	smart: false,
	rule: null,
	createdAt: 0,
	deletedAt: null
};
const smart: Group = { ...group, smart: true, rule };
const ada = newPerson({ id: 'ada' }, 0);
const bob = { ...newPerson({ id: 'bob' }, 0), groupIds: ['g', 'other'] };

describe('a group', () => {
	test.each([
		['of listed people', null, editor, undefined, null],
		['by a rule', rule, editor, undefined, null],
		['by who only looks', null, viewer, undefined, 'not_allowed'],
		['by who has one event alone', null, doorStaff, undefined, 'not_allowed'],
		['twice', null, editor, group, 'conflict']
	] as const)('is made %s', (_, given, actor, same, refusal) => {
		const decision = addGroup.decide(
			{ id: 'g', name: 'Friends', rule: given },
			{ same },
			{ actor, now: 1 }
		);
		expect(refusalOf(decision)).toBe(refusal);
		if (decision.ok)
			expect(decision.writes).toMatchObject([{ row: { smart: given !== null, rule: given } }]);
	});

	test.each([
		['renamed', { name: 'Patrons' }, group, null],
		['a smart one’s rule', { rule }, smart, null],
		['a manual one’s rule', { rule }, group, 'malformed'],
		['a deleted one', { name: 'Patrons' }, { ...group, deletedAt: 1 }, 'missing'],
		['one that isn’t there', { name: 'Patrons' }, undefined, 'missing']
	] as const)('is changed: %s', (_, fields, before, refusal) => {
		expect(refusalOf(updateGroup.decide({ id: 'g', fields }, { group: before }, context))).toBe(
			refusal
		);
	});

	test('is deleted and taken back', () => {
		expect(writesOf(deleteGroup.decide({ id: 'g' }, { group }, context))).toEqual([
			{ deletedAt: 1000 }
		]);
		expect(writesOf(restoreGroup.decide({ id: 'g' }, { group }, context))).toEqual([
			{ deletedAt: null }
		]);
	});
});

describe('who is in it', () => {
	const args = { groupId: 'g', personIds: ['ada', 'bob'] };
	const people = new Map([
		['ada', ada],
		['bob', bob],
		// An id that stands for Ada too.
		['ada-2', ada]
	]);

	test('those who aren’t join, once each', () => {
		expect(writesOf(joinGroup.decide(args, { group, people }, context))).toEqual([
			{ groupIds: ['g'] }
		]);
	});

	test('those who are leave, and stay in their other groups', () => {
		expect(writesOf(leaveGroup.decide(args, { group, people }, context))).toEqual([
			{ groupIds: ['other'] }
		]);
	});

	test.each([
		['a smart group', { group: smart, people }, editor, 'malformed'],
		['a deleted group', { group: { ...group, deletedAt: 1 }, people }, editor, 'missing'],
		['nobody', { group, people: new Map() }, editor, 'missing'],
		['by who only looks', { group, people }, viewer, 'not_allowed'],
		['by who has one event alone', { group, people }, doorStaff, 'not_allowed']
	] as const)('%s', (_, answers, actor, refusal) => {
		expect(refusalOf(joinGroup.decide(args, answers, { actor, now: 1 }))).toBe(refusal);
	});
});
