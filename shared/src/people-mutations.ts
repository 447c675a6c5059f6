import * as v from 'valibot';
import { customValueSchema, fitsField, withCustomValues } from './custom-fields.ts';
import type { CustomField, CustomValue } from './custom-fields.ts';
import { idSchema } from './fields.ts';
import { accept, ask, defineMutation, refuse, type Notice, type Write } from './mutation.ts';
import {
	newPersonSchema,
	barePerson,
	isNameless,
	leavesNameless,
	personFieldsSchema,
	type Person,
	type PersonFields
} from './people.ts';
import { can, type Actor } from './team.ts';

type NewPerson = v.InferOutput<typeof newPersonSchema>;

export const mayEditPeople = (actor: Actor): boolean =>
	can(actor, { area: 'people', level: 'edit' });

export const newPerson = ({ id, ...fields }: NewPerson, now: number): Person => ({
	id,
	...barePerson,
	...fields,
	createdAt: now
});

/** An id that stands for a person known already: so that what was done to it elsewhere finds them. */
export const aliasOf = (id: string, person: Person, now: number): Person => ({
	...newPerson({ id }, now),
	mergedInto: person.id
});

/** The given fields that fill a gap; what is known already stays. */
export function gapsFilled(person: Person, given: Partial<PersonFields>): Partial<PersonFields> {
	return Object.fromEntries(
		Object.entries(given).filter(([field, value]) => value && !person[field as keyof PersonFields])
	);
}

export const patchIfAny = (person: Person, fields: Partial<Omit<Person, 'id'>>): Write[] =>
	Object.keys(fields).length > 0
		? [{ write: 'patch', entity: 'people', id: person.id, fields }]
		: [];

export const personKnown = ({ id, email }: Person): Notice => ({
	notice: 'person_known',
	personId: id,
	email: email ?? ''
});

/** Adds a person. An address that is known already leads to that person, whose gaps are filled. */
export const addPerson = defineMutation({
	name: 'people.add',
	version: 1,
	schema: newPersonSchema,
	questions: (args) => ({
		same: ask.row('people', args.id),
		known: ask.peopleByEmail(args.email ? [args.email] : [])
	}),
	decide: (args, { same, known }, { actor, now }) => {
		if (!mayEditPeople(actor)) return refuse('not_allowed');
		if (same) return refuse('conflict');
		if (isNameless(newPerson(args, now))) return refuse('nameless');
		const person = args.email ? known.get(args.email) : undefined;
		if (!person) return accept([{ write: 'insert', entity: 'people', row: newPerson(args, now) }]);
		const { id, ...fields } = args;
		return accept(
			[
				{ write: 'insert', entity: 'people', row: aliasOf(id, person, now) },
				...patchIfAny(person, gapsFilled(person, fields))
			],
			[],
			[personKnown(person)]
		);
	}
});

/** Values of the organisation's own fields to be changed. */
export const customSchema = v.record(idSchema, customValueSchema);
type CustomChanges = v.InferOutput<typeof customSchema>;

/**
 * Values that nothing is wrong with; those of fields that are gone are left out. Null: one doesn't fit its field.
 * @param fits whether a field can have a value
 */
export function fittingValues(
	changes: CustomChanges,
	fields: ReadonlyMap<string, CustomField>,
	fits: typeof fitsField = fitsField
): Record<string, CustomValue | null> | null {
	const known = Object.entries(changes).filter(([id]) => fields.get(id)?.deletedAt === null);
	const fit = known.every(([id, value]) => {
		const field = fields.get(id);
		return value === null || (field !== undefined && fits(field, value));
	});
	return fit ? Object.fromEntries(known) : null;
}

/**
 * Changes the named fields of a person and leaves the others, so that edits of different fields merge; so
 * do values of the organisation's own fields.
 */
export const updatePerson = defineMutation({
	name: 'people.update',
	version: 2,
	schema: v.object({
		id: idSchema,
		fields: v.partial(personFieldsSchema),
		custom: v.optional(customSchema)
	}),
	questions: ({ id, fields, custom = {} }) => ({
		person: ask.row('people', id),
		known: ask.peopleByEmail(fields.email ? [fields.email] : []),
		customFields: ask.rows('customFields', Object.keys(custom))
	}),
	decide: ({ fields, custom = {} }, { person, known, customFields }, { actor }) => {
		if (!mayEditPeople(actor)) return refuse('not_allowed');
		if (!person || person.deletedAt !== null) return refuse('missing');
		const holder = fields.email ? known.get(fields.email) : undefined;
		if (holder && holder.id !== person.id) return refuse('email_taken');
		if (leavesNameless(person, fields)) return refuse('nameless');
		const values = fittingValues(custom, customFields);
		if (!values) return refuse('malformed');
		const changed = Object.keys(values).length > 0;
		return accept(
			patchIfAny(person, {
				...fields,
				...(changed && { custom: withCustomValues(person.custom, values) })
			})
		);
	}
});

/** Of devices that know no fields of the organisation's own. */
export const updatePerson1 = defineMutation({
	...updatePerson,
	version: 1,
	schema: v.object({ id: idSchema, fields: v.partial(personFieldsSchema) })
});

const setDeleted = (name: string, deletedAt: (now: number) => number | null) =>
	defineMutation({
		name,
		version: 1,
		schema: v.object({ ids: v.pipe(v.array(idSchema), v.minLength(1), v.maxLength(500)) }),
		questions: ({ ids }) => ({ people: ask.rows('people', ids) }),
		decide: (_args, { people }, { actor, now }) => {
			if (!mayEditPeople(actor)) return refuse('not_allowed');
			if (people.size === 0) return refuse('missing');
			return accept(
				[...people.values()].map(({ id }) => ({
					write: 'patch',
					entity: 'people',
					id,
					fields: { deletedAt: deletedAt(now) }
				}))
			);
		}
	});

export const deletePeople = setDeleted('people.delete', (now) => now);

/** Takes a deletion back. An address that someone else took meanwhile refuses it (a unique index says so). */
export const restorePeople = setDeleted('people.restore', () => null);
