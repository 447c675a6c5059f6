import * as v from 'valibot';
import type { CustomValues } from './custom-fields.ts';
import { emailSchema } from './email.ts';
import { idSchema, lineSchema, localeSchema, textSchema } from './fields.ts';
import type { Locale } from './locales.ts';

/** A person of an organisation's directory, as devices hold it. */
export interface Person {
	id: string;
	firstName: string;
	lastName: string;
	company: string;
	language: Locale | null;
	email: string | null;
	phone: string;
	note: string;
	/** Set when this id stands for another person: two devices added one address, or duplicates were merged. */
	mergedInto: string | null;
	createdAt: number;
	deletedAt: number | null;
	/** The manual groups that list the person, deleted ones too. */
	groupIds: readonly string[];
	/** Values of the organisation's own fields, deleted ones too. */
	custom: CustomValues;
	/** Who was proposed as the same person and isn't, by somebody who compared; said at one of the two. */
	toldApart: readonly string[];
}

/** What can be said of a person in a form or a spreadsheet. */
export const personFieldsSchema = v.object({
	firstName: lineSchema(100),
	lastName: lineSchema(100),
	company: lineSchema(200),
	language: v.nullable(localeSchema),
	email: v.nullable(emailSchema),
	phone: lineSchema(40),
	note: textSchema(2000)
});
export type PersonFields = v.InferOutput<typeof personFieldsSchema>;

export const noPersonFields: PersonFields = {
	firstName: '',
	lastName: '',
	company: '',
	language: null,
	email: null,
	phone: '',
	note: ''
};

/** A person of whom nothing is known. */
export const barePerson: Omit<Person, 'id' | 'createdAt'> = {
	...noPersonFields,
	mergedInto: null,
	deletedAt: null,
	groupIds: [],
	custom: {},
	toldApart: []
};

export const newPersonSchema = v.object({ id: idSchema, ...v.partial(personFieldsSchema).entries });

/** The name to show; an address where there is none; empty where there is neither. */
export function displayName(
	person: Pick<Person, 'firstName' | 'lastName'> & { email?: string | null }
): string {
	return [person.firstName, person.lastName].filter(Boolean).join(' ') || (person.email ?? '');
}

/** Whether there is nothing that somebody can be told by: neither name nor address. */
export const isNameless = (person: Pick<Person, 'firstName' | 'lastName' | 'email'>): boolean =>
	displayName(person) === '';

/** Whether somebody was erased for good: of who was deleted, all that was known of them is left. */
export const isErased = (person: Person): boolean =>
	person.deletedAt !== null &&
	isNameless(person) &&
	[person.company, person.phone, person.note].every((text) => text === '') &&
	Object.keys(person.custom).length === 0;

/**
 * Whether a change takes away the last that somebody can be told by. Who has neither name nor address stays as they
 * are: files bring such people, and all else of them can be changed.
 */
export const leavesNameless = (
	person: Pick<Person, 'firstName' | 'lastName' | 'email'>,
	fields: Partial<PersonFields>
): boolean => !isNameless(person) && isNameless({ ...person, ...fields });

/**
 * Whom somebody who was merged stands for, however many merges ago. No rule merges in a circle, but a device reads rows
 * in parts: of two who were merged one way and then the other it may hold one row from before. Each is themselves then.
 */
export function personMeant<P extends Pick<Person, 'id' | 'mergedInto'>>(
	person: P,
	find: (id: string) => P | undefined
): P | undefined {
	const passed = new Set<string>();
	let meant: P | undefined = person;
	while (meant && meant.mergedInto !== null && !passed.has(meant.id)) {
		passed.add(meant.id);
		meant = find(meant.mergedInto);
	}
	return meant;
}
