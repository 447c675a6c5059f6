import * as v from 'valibot';
import { isEmail } from './email.ts';
import { matchLocale, type Locale } from './locales.ts';
import type { PersonColumn } from './people-columns.ts';
import { personFieldsSchema, type PersonFields } from './people.ts';

/** What is wrong with a cell. The interface has a sentence for each. */
export const cellProblemCodes = [
	'email_missing',
	'email_malformed',
	'email_too_long',
	'email_several',
	'language_unknown',
	'too_long',
	'control_character',
	'formula_error'
] as const;
export type CellProblemCode = (typeof cellProblemCodes)[number];

export interface CellProblem {
	code: CellProblemCode;
	column: PersonColumn;
	/** What the cell says, shortened. */
	value: string;
}

/** What was read otherwise than it stands in the file. */
export const warningCodes = ['address_unwrapped', 'name_split'] as const;
export type WarningCode = (typeof warningCodes)[number];

/** The texts of a row by the column that they stand in. */
export type RowValues = Partial<Record<PersonColumn, string>>;

export interface CheckedValues {
	/** Null as soon as one cell has a problem. */
	person: PersonFields | null;
	/** The address, if it is one; a problem elsewhere in the row doesn't hide it. */
	email: string | null;
	problems: CellProblem[];
	warnings: WarningCode[];
}

const longestShown = 60;

/** The beginning of a text, for a message. */
export function shortened(text: string): string {
	const characters = [...text.slice(0, longestShown * 2)];
	if (text.length <= longestShown) return text;
	return `${characters.slice(0, longestShown - 1).join('')}…`;
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** Beyond it, a text is no address however it is wrapped. */
const longestWrapped = 1000;

/** The address in `Ana <ana@example.org>`, `mailto:ana@example.org?subject=…` or `ana@example.org;`. */
export function unwrappedAddress(text: string): string {
	if (text.length > longestWrapped) return text.trim();
	const bare = text.replace(/[\u00ad\u200b-\u200d\u2060]/gu, '').trim();
	const inside = /<([^<>]*)>[\s;,.]*$/u.exec(bare)?.[1] ?? bare;
	const [, linked] = /^\s*mailto:([^?]*)/iu.exec(inside) ?? [];
	return (linked === undefined ? inside : decoded(linked)).replace(/^['"\s]+|['"\s;,.]+$/gu, '');
}

const languageNames: Record<Locale, string> = {
	en: 'english anglais engels eng',
	fr: 'french francais frans fra fre',
	nl: 'dutch neerlandais nederlands flemish flamand vlaams nld dut'
};

const localeByName = new Map(
	Object.entries(languageNames).flatMap(([locale, names]) =>
		names.split(' ').map((name) => [name, locale as Locale] as const)
	)
);

/** The language that a cell names: a BCP 47 tag (`nl-BE`) or its name in English, French or Dutch. */
export function languageMeant(text: string): Locale | undefined {
	const name = text
		.normalize('NFD')
		.toLowerCase()
		.replace(/[^a-z]/gu, '');
	return matchLocale([text]) ?? localeByName.get(name);
}

/** A capitalised word of two letters or more: how sheets mark a last name ("DUPONT Jean"). */
const isCapitals = (word: string): boolean => /^[\p{Lu}'’-]{2,}$/u.test(word);

/** First and last name of one cell: "Jean Dupont", "Dupont, Jean" or "DUPONT Jean". */
export function splitName(text: string): { firstName: string; lastName: string } {
	const [last = '', ...first] = text.split(',').map((part) => part.trim());
	if (first.length > 0) return { firstName: first.join(' ').trim(), lastName: last };
	const words = text.split(/\s+/u).filter(Boolean);
	const capitals = words.filter(isCapitals);
	if (capitals.length > 0 && capitals.length < words.length) {
		const others = words.filter((word) => !isCapitals(word));
		return { firstName: others.join(' '), lastName: capitals.join(' ') };
	}
	return { firstName: words[0] ?? '', lastName: words.slice(1).join(' ') };
}

const formulaError = /^#(?:N\/A|REF!|NAME\?|VALUE!|DIV\/0!|NULL!|NUM!|SPILL!|CALC!)$/u;

const severalAddresses = (text: string): boolean =>
	text.split(/[\s,;/|]+/u).filter((part) => isEmail(unwrappedAddress(part))).length > 1;

function emailProblem(address: string, code: CellProblemCode): CellProblemCode {
	if (address === '') return 'email_missing';
	return severalAddresses(address) ? 'email_several' : code;
}

const fieldOf = {
	email: 'email',
	firstName: 'firstName',
	lastName: 'lastName',
	fullName: 'lastName',
	company: 'company',
	phone: 'phone',
	note: 'note'
} as const satisfies Partial<Record<PersonColumn, keyof PersonFields>>;

/** The first thing that is wrong with a cell. */
function problemOf(column: PersonColumn, text: string): CellProblemCode | undefined {
	if (formulaError.test(text)) return 'formula_error';
	if (column === 'language') {
		return text && !languageMeant(text) ? 'language_unknown' : undefined;
	}
	const parsed = v.safeParse(personFieldsSchema.entries[fieldOf[column]], text, {
		abortEarly: true
	});
	if (parsed.success) return undefined;
	const code = parsed.issues[0].message as CellProblemCode;
	return column === 'email' ? emailProblem(text, code) : code;
}

function fieldsOf(values: RowValues, email: string): PersonFields {
	const name = values.fullName === undefined ? {} : splitName(values.fullName);
	return v.parse(personFieldsSchema, {
		firstName: values.firstName ?? '',
		lastName: values.lastName ?? '',
		...name,
		company: values.company ?? '',
		language: languageMeant(values.language ?? '') ?? null,
		email,
		phone: values.phone ?? '',
		note: values.note ?? ''
	});
}

/** Checks the cells of one row, by the same rules as a form; says all that is wrong at once. */
export function checkValues(given: RowValues): CheckedValues {
	const email = unwrappedAddress(given.email ?? '');
	const values: RowValues = { ...given, email };
	const problems = Object.entries(values).flatMap(([key, text]): CellProblem[] => {
		const column = key as PersonColumn;
		const code = problemOf(column, text.trim());
		return code ? [{ code, column, value: shortened(given[column] ?? '') }] : [];
	});
	const warnings: WarningCode[] = [];
	if (email !== (given.email ?? '').trim()) warnings.push('address_unwrapped');
	if (/\S\s+\S/u.test(values.fullName ?? '')) warnings.push('name_split');
	const address = problems.some(({ column }) => column === 'email') ? null : email.toLowerCase();
	const person = problems.length === 0 ? fieldsOf(values, email) : null;
	return { person, email: person?.email ?? address, problems, warnings };
}
