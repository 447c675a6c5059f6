import * as v from 'valibot';
import { customSchema, fittingValues, mayEditPeople } from './people-mutations.ts';
import { couldFitField, withCustomValues } from './custom-fields.ts';
import { areToldApart } from './duplicates.ts';
import { idSchema } from './fields.ts';
import { accept, ask, defineMutation, refuse, type Write } from './mutation.ts';
import { leavesNameless, personFieldsSchema, type Person } from './people.ts';
import type { Registration } from './registrations.ts';

/** What is chosen of two people. The address is not among it: who stays keeps theirs, and so do all links. */
const chosenSchema = v.partial(v.omit(personFieldsSchema, ['email']));

const someIds = (most: number) => v.pipe(v.array(idSchema), v.maxLength(most));

const bothSchema = v.object({
	/** Who stays. */
	id: idSchema,
	/** Who is merged into them. */
	otherId: idSchema,
	fields: chosenSchema,
	custom: customSchema,
	/** The events that a device looks for their registrations at; the server looks at all. */
	eventIds: someIds(500)
});

/** Gives registrations to a person, whose name they show. Their address stays: the mailed link names it. */
const give = (
	{ id: personId, firstName, lastName, language, groupIds }: Person,
	registrations: readonly Registration[]
): Write[] =>
	registrations.map(({ id }) => ({
		write: 'patch',
		entity: 'registrations',
		id,
		fields: { personId, firstName, lastName, language, groupIds }
	}));

/**
 * Merges a duplicate into the person who stays: from now on its id and its address lead to them. Their
 * registrations are theirs; where both are registered for one event, the duplicate keeps its own, whose link
 * somebody may hold. Groups are united.
 */
export const mergePeople = defineMutation({
	name: 'people.merge',
	version: 1,
	schema: bothSchema,
	questions: ({ id, otherId, custom, eventIds }) => ({
		people: ask.rows('people', [id, otherId]),
		customFields: ask.rows('customFields', Object.keys(custom)),
		registrations: ask.registrationsOf([id, otherId], eventIds)
	}),
	decide: ({ id, otherId, fields, custom }, { people, customFields, registrations }, { actor }) => {
		if (!mayEditPeople(actor)) return refuse('not_allowed');
		const [person, other] = [people.get(id), people.get(otherId)];
		if (!person || !other || person.deletedAt !== null || other.deletedAt !== null)
			return refuse('missing');
		// Two devices merged the same two.
		if (person.id === other.id) return accept([]);
		if (leavesNameless(person, fields)) return refuse('nameless');
		const values = fittingValues(custom, customFields, couldFitField);
		if (!values) return refuse('malformed');
		const merged: Person = {
			...person,
			...fields,
			custom: withCustomValues(person.custom, values),
			groupIds: [...new Set([...person.groupIds, ...other.groupIds])]
		};
		const { custom: ownValues, groupIds } = merged;
		const events = new Set(
			registrations.filter((row) => row.personId === person.id).map(({ eventId }) => eventId)
		);
		const theirs = registrations.filter((row) => row.personId === other.id);
		return accept([
			{
				write: 'patch',
				entity: 'people',
				id: person.id,
				fields: { ...fields, custom: ownValues, groupIds }
			},
			{ write: 'patch', entity: 'people', id: other.id, fields: { mergedInto: person.id } },
			...give(
				merged,
				theirs.filter(({ eventId }) => !events.has(eventId))
			),
			...give(
				{ ...merged, id: other.id },
				theirs.filter(({ eventId }) => events.has(eventId))
			)
		]);
	}
});

/** Takes a merge apart: the duplicate is a person again, with the registrations that came from them. */
export const unmergePeople = defineMutation({
	name: 'people.unmerge',
	version: 1,
	schema: v.object({
		...bothSchema.entries,
		/** What the merge put them into. */
		leaveGroupIds: someIds(500),
		/** The duplicate's; null: those that still have the duplicate's address. */
		registrationIds: v.nullable(someIds(500))
	}),
	questions: ({ id, otherId, custom, eventIds }) => ({
		person: ask.row('people', id),
		merged: ask.mergedInto(id),
		customFields: ask.rows('customFields', Object.keys(custom)),
		registrations: ask.registrationsOf([id, otherId], eventIds)
	}),
	decide: (args, { person, merged, customFields, registrations }, { actor }) => {
		if (!mayEditPeople(actor)) return refuse('not_allowed');
		if (!person || person.deletedAt !== null) return refuse('missing');
		const other = merged.find(({ id }) => id === args.otherId);
		if (!other) return refuse('conflict');
		const values = fittingValues(args.custom, customFields, couldFitField);
		if (!values) return refuse('malformed');
		const theirs = registrations.filter(
			(row) =>
				row.personId === other.id ||
				(args.registrationIds
					? args.registrationIds.includes(row.id)
					: row.email !== null && row.email === other.email && row.email !== person.email)
		);
		return accept([
			{
				write: 'patch',
				entity: 'people',
				id: person.id,
				fields: {
					...args.fields,
					custom: withCustomValues(person.custom, values),
					groupIds: person.groupIds.filter((id) => !args.leaveGroupIds.includes(id))
				}
			},
			{ write: 'patch', entity: 'people', id: other.id, fields: { mergedInto: null } },
			...give(other, theirs)
		]);
	}
});

const twoPeople = {
	version: 1,
	schema: v.object({ id: idSchema, otherId: idSchema }),
	questions: ({ id, otherId }: { id: string; otherId: string }) => ({
		people: ask.rows('people', [id, otherId])
	})
};

const tell = ({ id }: Person, toldApart: readonly string[]): Write => ({
	write: 'patch',
	entity: 'people',
	id,
	fields: { toldApart }
});

/** Says that two who were proposed as the same person aren't: they are proposed no longer. */
export const tellApart = defineMutation({
	...twoPeople,
	name: 'people.tell_apart',
	decide: ({ id, otherId }, { people }, { actor }) => {
		if (!mayEditPeople(actor)) return refuse('not_allowed');
		const [person, other] = [people.get(id), people.get(otherId)];
		if (!person || !other || person.deletedAt !== null || other.deletedAt !== null)
			return refuse('missing');
		// Merged meanwhile: who did that has compared them too, and it can be taken apart.
		if (person.id === other.id || areToldApart(person, other)) return accept([]);
		return accept([tell(person, [...person.toldApart, other.id])]);
	}
});

/** Takes it back: they are proposed again. */
export const takeForOne = defineMutation({
	...twoPeople,
	name: 'people.take_for_one',
	decide: ({ id, otherId }, { people }, { actor }) => {
		if (!mayEditPeople(actor)) return refuse('not_allowed');
		const [person, other] = [people.get(id), people.get(otherId)];
		if (!person || !other) return refuse('missing');
		const without = (one: Person, two: Person) =>
			one.toldApart.includes(two.id)
				? [
						tell(
							one,
							one.toldApart.filter((each) => each !== two.id)
						)
					]
				: [];
		return accept([...without(person, other), ...without(other, person)]);
	}
});
