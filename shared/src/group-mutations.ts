import * as v from 'valibot';
import { idSchema } from './fields.ts';
import {
	groupNameSchema,
	groupRuleSchema,
	groupRuleSchema1,
	groupRuleSchema2,
	groupRuleSchema3,
	type Group
} from './groups.ts';
import { accept, ask, defineMutation, refuse, type Decision, type Write } from './mutation.ts';
import { mayEditPeople } from './people-mutations.ts';
import type { Person } from './people.ts';

/** Makes a group: one of listed people, or a smart one where there is a rule. */
export const addGroup = defineMutation({
	name: 'groups.add',
	version: 4,
	schema: v.object({ id: idSchema, name: groupNameSchema, rule: v.nullable(groupRuleSchema) }),
	questions: ({ id }) => ({ same: ask.row('groups', id) }),
	decide: (args, { same }, { actor, now }) => {
		if (!mayEditPeople(actor)) return refuse('not_allowed');
		if (same) return refuse('conflict');
		const row: Group = { ...args, smart: args.rule !== null, createdAt: now, deletedAt: null };
		return accept([{ write: 'insert', entity: 'groups', row }]);
	}
});

/** Of devices that ask nothing of invitations. */
export const addGroup3 = defineMutation({
	...addGroup,
	version: 3,
	schema: v.object({ id: idSchema, name: groupNameSchema, rule: v.nullable(groupRuleSchema3) })
});

/** Of devices that ask nothing of who came. */
export const addGroup2 = defineMutation({
	...addGroup,
	version: 2,
	schema: v.object({ id: idSchema, name: groupNameSchema, rule: v.nullable(groupRuleSchema2) })
});

/** Of devices that make no group of a list's filters. */
export const addGroup1 = defineMutation({
	...addGroup,
	version: 1,
	schema: v.object({ id: idSchema, name: groupNameSchema, rule: v.nullable(groupRuleSchema1) })
});

/** Changes a group's name or, of a smart one, its rule. */
export const updateGroup = defineMutation({
	name: 'groups.update',
	version: 4,
	schema: v.object({
		id: idSchema,
		fields: v.partial(v.object({ name: groupNameSchema, rule: groupRuleSchema }))
	}),
	questions: ({ id }) => ({ group: ask.row('groups', id) }),
	decide: ({ id, fields }, { group }, { actor }) => {
		if (!mayEditPeople(actor)) return refuse('not_allowed');
		if (!group || group.deletedAt !== null) return refuse('missing');
		if (fields.rule && !group.smart) return refuse('malformed');
		return accept([{ write: 'patch', entity: 'groups', id, fields }]);
	}
});

/** Of devices that ask nothing of invitations. */
export const updateGroup3 = defineMutation({
	...updateGroup,
	version: 3,
	schema: v.object({
		id: idSchema,
		fields: v.partial(v.object({ name: groupNameSchema, rule: groupRuleSchema3 }))
	})
});

/** Of devices that ask nothing of who came. */
export const updateGroup2 = defineMutation({
	...updateGroup,
	version: 2,
	schema: v.object({
		id: idSchema,
		fields: v.partial(v.object({ name: groupNameSchema, rule: groupRuleSchema2 }))
	})
});

/** Of devices that make no group of a list's filters. */
export const updateGroup1 = defineMutation({
	...updateGroup,
	version: 1,
	schema: v.object({
		id: idSchema,
		fields: v.partial(v.object({ name: groupNameSchema, rule: groupRuleSchema1 }))
	})
});

const changeGroup = (name: string, deletedAt: (now: number) => number | null) =>
	defineMutation({
		name,
		version: 1,
		schema: v.object({ id: idSchema }),
		questions: ({ id }) => ({ group: ask.row('groups', id) }),
		decide: ({ id }, { group }, { actor, now }): Decision => {
			if (!mayEditPeople(actor)) return refuse('not_allowed');
			if (!group) return refuse('missing');
			const fields = { deletedAt: deletedAt(now) };
			return accept([{ write: 'patch', entity: 'groups', id, fields }]);
		}
	});

/** Deletes a group. People stay, and stay in it unseen, so that it can be taken back. */
export const deleteGroup = changeGroup('groups.delete', (now) => now);

export const restoreGroup = changeGroup('groups.restore', () => null);

/** The groups of a person as they are once some joined or left one. */
const changedGroups = ({ groupIds }: Person, groupId: string, joins: boolean): string[] | null => {
	if (groupIds.includes(groupId) === joins) return null;
	return joins ? [...groupIds, groupId] : groupIds.filter((id) => id !== groupId);
};

const setMembers = (name: string, joins: boolean) =>
	defineMutation({
		name,
		version: 1,
		schema: v.object({
			groupId: idSchema,
			personIds: v.pipe(v.array(idSchema), v.minLength(1), v.maxLength(500))
		}),
		questions: ({ groupId, personIds }) => ({
			group: ask.row('groups', groupId),
			people: ask.rows('people', personIds)
		}),
		decide: ({ groupId }, { group, people }, { actor }) => {
			if (!mayEditPeople(actor)) return refuse('not_allowed');
			if (!group || group.deletedAt !== null || people.size === 0) return refuse('missing');
			if (group.smart) return refuse('malformed');
			const byId = new Map([...people.values()].map((person) => [person.id, person]));
			return accept(
				[...byId.values()].flatMap((person): Write[] => {
					const groupIds = changedGroups(person, groupId, joins);
					if (!groupIds) return [];
					return [{ write: 'patch', entity: 'people', id: person.id, fields: { groupIds } }];
				})
			);
		}
	});

/** Puts people into a manual group. */
export const joinGroup = setMembers('groups.join', true);

/** Takes people out of a manual group. */
export const leaveGroup = setMembers('groups.leave', false);
