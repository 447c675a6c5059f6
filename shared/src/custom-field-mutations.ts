import * as v from 'valibot';
import {
	choiceSchema,
	choicesSchema,
	customFieldKinds,
	customFieldNameSchema,
	mostChoices,
	type CustomField
} from './custom-fields.ts';
import { idSchema } from './fields.ts';
import type { Group } from './groups.ts';
import {
	accept,
	ask,
	defineMutation,
	longestBatch,
	refuse,
	type Decision,
	type Write
} from './mutation.ts';
import type { Person } from './people.ts';
import { queryWithRenamed, ruleWithRenamed, type Renamed } from './renamed-choices.ts';
import type { SavedView } from './saved-views.ts';
import { can, type Actor } from './team.ts';

/** What is noted of everybody is decided by who manages the directory. */
const mayDefine = (actor: Actor): boolean => can(actor, { area: 'people', level: 'manage' });

const position = v.pipe(v.number(), v.finite());

/** Adds a field that people may have a value of. */
export const addCustomField = defineMutation({
	name: 'custom_fields.add',
	version: 1,
	schema: v.object({
		id: idSchema,
		name: customFieldNameSchema,
		kind: v.picklist(customFieldKinds),
		choices: choicesSchema,
		position
	}),
	questions: ({ id }) => ({ same: ask.row('customFields', id) }),
	decide: (args, { same }, { actor, now }) => {
		if (!mayDefine(actor)) return refuse('not_allowed');
		if (same) return refuse('conflict');
		if ((args.kind === 'choice') !== args.choices.length > 0) return refuse('malformed');
		const row: CustomField = { ...args, createdAt: now, deletedAt: null };
		return accept([{ write: 'insert', entity: 'customFields', row }]);
	}
});

interface Renaming {
	fieldId: string;
	renamed: Renamed;
}

const inRules = (groups: readonly Group[], { fieldId, renamed }: Renaming): Write[] =>
	groups.flatMap(({ id, rule: before }): Write[] => {
		const rule = before && ruleWithRenamed(before, fieldId, renamed);
		return rule ? [{ write: 'patch', entity: 'groups', id, fields: { rule } }] : [];
	});

const inViews = (views: readonly SavedView[], { fieldId, renamed }: Renaming): Write[] =>
	views.flatMap(({ id, query: before }): Write[] => {
		const query = queryWithRenamed(before, fieldId, renamed);
		return query ? [{ write: 'patch', entity: 'savedViews', id, fields: { query } }] : [];
	});

/** Two ids may stand for one person. */
const ofPeople = (people: readonly Person[], { fieldId, renamed }: Renaming): Write[] =>
	[...new Map(people.map((person) => [person.id, person])).values()].flatMap(
		({ id, custom: before }): Write[] => {
			const has = before[fieldId];
			const now = typeof has === 'string' ? renamed.get(has) : undefined;
			if (now === undefined) return [];
			const custom = { ...before, [fieldId]: now };
			return [{ write: 'patch', entity: 'people', id, fields: { custom } }];
		}
	);

const changedSchema = v.object({
	id: idSchema,
	fields: v.partial(v.object({ name: customFieldNameSchema, choices: choicesSchema, position })),
	/** Choices, each with what it is called now: rules of groups and saved views that ask for one ask for the other. */
	renamed: v.optional(
		v.pipe(v.array(v.strictTuple([choiceSchema, choiceSchema])), v.maxLength(mostChoices)),
		[]
	),
	/** Those of whom who has one has the other. */
	personIds: v.optional(v.pipe(v.array(idSchema), v.maxLength(longestBatch)), [])
});

/** Changes a field's name, place or choices. Its kind stays: people have values of it. */
export const updateCustomField = defineMutation({
	name: 'custom_fields.update',
	version: 2,
	schema: changedSchema,
	questions: ({ id, renamed, personIds }) => ({
		field: ask.row('customFields', id),
		groups: ask.naming('groups', renamed.length > 0 ? id : null),
		views: ask.naming('savedViews', renamed.length > 0 ? id : null),
		people: ask.rows('people', personIds)
	}),
	decide: ({ id, fields, renamed }, { field, groups, views, people }, { actor }) => {
		if (!mayDefine(actor)) return refuse('not_allowed');
		if (!field || field.deletedAt !== null) return refuse('missing');
		if (fields.choices && (field.kind === 'choice') !== fields.choices.length > 0)
			return refuse('malformed');
		const { choices } = { ...field, ...fields };
		// Somebody else has changed what can be chosen meanwhile.
		if (renamed.some(([, now]) => !choices.includes(now))) return refuse('conflict');
		const to: Renaming = { fieldId: id, renamed: new Map(renamed) };
		return accept([
			...(Object.keys(fields).length > 0
				? [{ write: 'patch' as const, entity: 'customFields' as const, id, fields }]
				: []),
			...inRules(groups, to),
			...inViews(views, to),
			...ofPeople([...people.values()], to)
		]);
	}
});

/** Of devices that give everybody the other choice one by one. */
export const updateCustomField1 = defineMutation({ ...updateCustomField, version: 1 });

const changeField = (
	name: string,
	change: (field: CustomField, now: number) => Partial<CustomField>
) =>
	defineMutation({
		name,
		version: 1,
		schema: v.object({ id: idSchema }),
		questions: ({ id }) => ({ field: ask.row('customFields', id) }),
		decide: ({ id }, { field }, { actor, now }): Decision => {
			if (!mayDefine(actor)) return refuse('not_allowed');
			if (!field) return refuse('missing');
			return accept([{ write: 'patch', entity: 'customFields', id, fields: change(field, now) }]);
		}
	});

/** Takes a field away. People keep its values, unseen, so that it can be taken back. */
export const deleteCustomField = changeField('custom_fields.delete', (_field, now) => ({
	deletedAt: now
}));

export const restoreCustomField = changeField('custom_fields.restore', () => ({ deletedAt: null }));
