import * as v from 'valibot';
import { idSchema } from './fields.ts';
import { accept, ask, defineMutation, refuse, type Notice, type Write } from './mutation.ts';
import {
	newPersonSchema,
	noPersonFields,
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
	...noPersonFields,
	...fields,
	mergedInto: null,
	createdAt: now,
	deletedAt: null
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

export const patchIfAny = (person: Person, fields: Partial<PersonFields>): Write[] =>
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

/** Changes the named fields of a person and leaves the others, so that edits of different fields merge. */
export const updatePerson = defineMutation({
	name: 'people.update',
	version: 1,
	schema: v.object({ id: idSchema, fields: v.partial(personFieldsSchema) }),
	questions: ({ id, fields }) => ({
		person: ask.row('people', id),
		known: ask.peopleByEmail(fields.email ? [fields.email] : [])
	}),
	decide: ({ fields }, { person, known }, { actor }) => {
		if (!mayEditPeople(actor)) return refuse('not_allowed');
		if (!person || person.deletedAt !== null) return refuse('missing');
		const holder = fields.email ? known.get(fields.email) : undefined;
		if (holder && holder.id !== person.id) return refuse('email_taken');
		return accept(patchIfAny(person, fields));
	}
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
