import * as v from 'valibot';
import {
	choicesSchema,
	customFieldKinds,
	customFieldNameSchema,
	type CustomField
} from './custom-fields.ts';
import { idSchema } from './fields.ts';
import { accept, ask, defineMutation, refuse, type Decision } from './mutation.ts';
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

/** Changes a field's name, place or choices. Its kind stays: people have values of it. */
export const updateCustomField = defineMutation({
	name: 'custom_fields.update',
	version: 1,
	schema: v.object({
		id: idSchema,
		fields: v.partial(v.object({ name: customFieldNameSchema, choices: choicesSchema, position }))
	}),
	questions: ({ id }) => ({ field: ask.row('customFields', id) }),
	decide: ({ id, fields }, { field }, { actor }) => {
		if (!mayDefine(actor)) return refuse('not_allowed');
		if (!field || field.deletedAt !== null) return refuse('missing');
		if (fields.choices && (field.kind === 'choice') !== fields.choices.length > 0)
			return refuse('malformed');
		return accept([{ write: 'patch', entity: 'customFields', id, fields }]);
	}
});

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
