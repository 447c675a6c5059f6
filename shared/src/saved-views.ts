import * as v from 'valibot';
import { idSchema, lineSchema } from './fields.ts';
import { accept, ask, defineMutation, refuse } from './mutation.ts';

/** A list as somebody wants it again: theirs alone. */
export interface SavedView {
	id: string;
	userId: string;
	name: string;
	/** The list that it is of. */
	list: SavedList;
	/** The query of the list's address (filters, sorting), without `?`. */
	query: string;
	/** The columns that are shown, in order, with their width in px where one was given. */
	columns: { shown: readonly { column: string; width: number | null }[] } | null;
	createdAt: number;
	deletedAt: number | null;
}

export const savedLists = ['people', 'registrations'] as const;
export type SavedList = (typeof savedLists)[number];

/** The parameter by which a list's address narrows it to values of one of the organisation's own fields. */
export const fieldParameter = (fieldId: string): string => `field.${fieldId}`;

export const viewNameSchema = v.pipe(lineSchema(60), v.minLength(1, 'required'));

const viewFields = {
	name: viewNameSchema,
	query: v.pipe(v.string(), v.maxLength(2000, 'too_long')),
	columns: v.nullable(
		v.object({
			shown: v.pipe(
				v.array(
					v.object({
						column: v.pipe(v.string(), v.maxLength(60)),
						width: v.nullable(v.pipe(v.number(), v.minValue(40), v.maxValue(1200)))
					})
				),
				v.maxLength(120)
			)
		})
	)
};

/** Keeps a view of one's own, anew or in place of what it was. */
export const saveView = defineMutation({
	name: 'saved_views.save',
	version: 1,
	schema: v.object({ id: idSchema, list: v.picklist(savedLists), ...viewFields }),
	questions: ({ id }) => ({ same: ask.row('savedViews', id) }),
	decide: ({ id, ...fields }, { same }, { actor, now }) => {
		if (actor.kind !== 'member') return refuse('not_allowed');
		if (same && same.userId !== actor.userId) return refuse('missing');
		if (same) {
			const change = { ...fields, deletedAt: null };
			return accept([{ write: 'patch', entity: 'savedViews', id, fields: change }]);
		}
		const row: SavedView = {
			id,
			userId: actor.userId,
			...fields,
			createdAt: now,
			deletedAt: null
		};
		return accept([{ write: 'insert', entity: 'savedViews', row }]);
	}
});

/** Deletes a view of one's own; saving it again takes it back. */
export const deleteView = defineMutation({
	name: 'saved_views.delete',
	version: 1,
	schema: v.object({ id: idSchema }),
	questions: ({ id }) => ({ view: ask.row('savedViews', id) }),
	decide: ({ id }, { view }, { actor, now }) => {
		if (actor.kind !== 'member') return refuse('not_allowed');
		if (view?.userId !== actor.userId) return refuse('missing');
		const fields = { deletedAt: now };
		return accept([{ write: 'patch', entity: 'savedViews', id, fields }]);
	}
});
