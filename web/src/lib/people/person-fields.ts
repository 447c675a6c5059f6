import { updatePerson } from '@foyer/shared/people-mutations';
import {
	leavesNameless,
	personFieldsSchema,
	type Person,
	type PersonFields
} from '@foyer/shared/people';
import { saveInForm } from '#lib/attention/save.ts';
import { problemOf } from '#lib/i18n/refusals.ts';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';
import type { Refused } from './field-draft.svelte.ts';
import { nameWords } from './people-words.ts';

export type PersonField = keyof PersonFields;

/** Fields that are null, not empty, where nothing is said. */
const nullable: readonly PersonField[] = ['email', 'language'];

/** What a control holds as what the person's row holds. */
export const fromControl = (field: PersonField, text: string): string | null =>
	text.trim() === '' && nullable.includes(field) ? null : text;

/** A field as a patch of a person. */
const patchOf = (field: PersonField, text: string): Partial<PersonFields> => ({
	[field]: fromControl(field, text)
});

/**
 * What is wrong with a field's value, in words; an address that somebody else has, too, and that nothing is left by
 * which the person can be told.
 */
export function fieldProblem(id: string, field: PersonField, text: string): Refused {
	const problem = problemOf(personFieldsSchema.entries[field], fromControl(field, text));
	if (problem) return problem;
	const person = local.person(id);
	if (person && leavesNameless(person, patchOf(field, text.trim())))
		return m.people_name_or_email();
	if (field !== 'email') return undefined;
	const holder = holderOf(text, id);
	return holder && m.people_email_held({ name: nameWords(holder) });
}

/** Who else has an address. */
export function holderOf(email: string, exceptId?: string): Person | undefined {
	const holder = email.trim() ? local.personByEmail(email) : undefined;
	return holder?.id === exceptId ? undefined : holder;
}

/** Saves one field as a patch of its own, so that edits of other fields elsewhere stay. */
export async function saveField(id: string, field: PersonField, text: string): Promise<Refused> {
	const told = await saveInForm(updatePerson, { id, fields: patchOf(field, text) });
	return told.saved ? undefined : told.words;
}
