import * as v from 'valibot';
import type { CustomField, CustomValue, CustomValues } from './custom-fields.ts';
import { isFormulaError, unquotedError } from './delimited-text.ts';
import { isEmail } from './email.ts';
import { groupsMeant, type NamedGroup } from './group-cells.ts';
import { idSchema } from './fields.ts';
import { groupNameSchema } from './groups.ts';
import { matchLocale, type Locale } from './locales.ts';
import { folded, ownValueMeant, type Notation, type OwnProblemCode } from './own-cells.ts';
import { isOwn, ownColumn, type PersonColumn, type SheetColumn } from './people-columns.ts';
import { personFieldsSchema, type PersonFields } from './people.ts';

/** What is wrong with a cell. The interface has a sentence for each. */
export const cellProblemCodes = [
	'email_missing',
	'person_unknown',
	'email_malformed',
	'email_too_long',
	'email_several',
	'language_unknown',
	'too_long',
	'control_character',
	'formula_error',
	'group_unknown',
	'not_a_number',
	'not_a_date',
	'not_a_choice',
	'not_yes_no'
] as const satisfies readonly (OwnProblemCode | string)[];
export type CellProblemCode = (typeof cellProblemCodes)[number];

export interface CellProblem {
	code: CellProblemCode;
	column: SheetColumn;
	/** What the cell says, shortened. */
	value: string;
}

/** What was read otherwise than it stands in the file. */
export const warningCodes = [
	'address_unwrapped',
	'name_split',
	'group_smart',
	'several_addresses',
	'further_ticket',
	'no_address'
] as const;
export type WarningCode = (typeof warningCodes)[number];

/** The texts of a row by the column that they stand in. */
export type RowValues = Partial<Record<SheetColumn, string>>;

/** What cells are checked by, beside the rules that all sheets have. It can be handed to another thread. */
export interface CellRules {
	/** The organisation's own fields, and how their columns are written. */
	own: ReadonlyMap<SheetColumn, { field: CustomField; notation: Notation }>;
	/** By their key. */
	groups: ReadonlyMap<string, NamedGroup>;
	/** Whether a group that isn't there is made. */
	makesGroups: boolean;
	/** False: whom the row names by an exported id isn't there. */
	knowsPerson?: boolean;
}

export const noRules: CellRules = { own: new Map(), groups: new Map(), makesGroups: false };

/** The same rules for somebody's row: what they have is no fault, though it can be chosen no longer. */
export const rulesKeeping = (rules: CellRules, custom: CustomValues): CellRules => ({
	...rules,
	own: new Map(
		[...rules.own].map(([column, { field, notation }]) => {
			const has = custom[field.id];
			const choices = typeof has === 'string' ? [...field.choices, has] : field.choices;
			return [column, { field: { ...field, choices }, notation }];
		})
	)
});

/** What a row says beside what everybody notes of people. */
export interface OwnValues {
	/** Who it was exported of; absent where it says nothing of the kind. */
	id?: string;
	/** Values of the organisation's own fields; absent where it gives none. */
	custom?: Record<string, CustomValue>;
	/** Groups to join. */
	groupIds?: string[];
	/** Names of groups that aren't there: to be made, and joined, if that is wished. */
	newGroups?: string[];
}

export interface CheckedValues {
	/** Null as soon as one cell has a problem. */
	person: PersonFields | null;
	own: OwnValues;
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

/** The language that a cell names: a BCP 47 tag (`nl-BE`) or its name in English, French or Dutch ("French (Belgium)"). */
export function languageMeant(text: string): Locale | undefined {
	const name = text
		.replace(/\([^()]*\)/gu, '')
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

const severalAddresses = (text: string): boolean =>
	text.split(/[\s,;/|]+/u).filter((part) => isEmail(unwrappedAddress(part))).length > 1;

/** Whether anything says who somebody is where there is no address. */
const saysWho = ({ firstName, lastName, fullName, company, phone, note }: RowValues): boolean =>
	[firstName, lastName, fullName, company, phone, note].some((text) => text?.trim());

const hasAddress = ({ email = '' }: RowValues): boolean => unwrappedAddress(email) !== '';

/** Whether nothing but an exported id says who is meant. */
export const isMeantByIdAlone = (values: RowValues): boolean =>
	!saysWho(values) && v.is(idSchema, values.id?.trim()) && !hasAddress(values);

/** What is wrong with a row that has no address, if anything is. */
function problemWithoutAddress(
	values: RowValues,
	{ knowsPerson = true }: CellRules
): CellProblemCode | undefined {
	if (saysWho(values)) return undefined;
	if (!isMeantByIdAlone(values)) return 'email_missing';
	return knowsPerson ? undefined : 'person_unknown';
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

/** The first thing that is wrong with a cell of what everybody notes. */
function problemOf(
	column: Exclude<PersonColumn, 'groups' | 'id'>,
	text: string
): CellProblemCode | undefined {
	if (column === 'email' && text === '') return undefined;
	if (column === 'language') {
		return text && !languageMeant(text) ? 'language_unknown' : undefined;
	}
	const parsed = v.safeParse(personFieldsSchema.entries[fieldOf[column]], text, {
		abortEarly: true
	});
	if (parsed.success) return undefined;
	const code = parsed.issues[0].message as CellProblemCode;
	return column === 'email' && severalAddresses(text) ? 'email_several' : code;
}

function fieldsOf(values: RowValues, email: string | null): PersonFields {
	const [first = '', last = '', full = ''] = [
		values.firstName,
		values.lastName,
		values.fullName
	].map((text) => unquotedError(text ?? ''));
	const isUnsaid = first.trim() === '' && last.trim() === '';
	const name = isUnsaid ? splitName(full) : { firstName: first, lastName: last };
	return v.parse(personFieldsSchema, {
		...name,
		company: unquotedError(values.company ?? ''),
		language: languageMeant(values.language ?? '') ?? null,
		email,
		phone: unquotedError(values.phone ?? ''),
		note: unquotedError(values.note ?? '')
	});
}

/** What is found in a row, cell by cell. */
interface Found {
	own: OwnValues;
	problems: CellProblem[];
	warnings: WarningCode[];
}

function readGroups(
	text: string,
	{ groups, makesGroups }: CellRules,
	{ own, warnings }: Found
): Pick<CellProblem, 'code' | 'value'> | undefined {
	const { known, unknown } = groupsMeant(text, groups);
	const manual = known.filter(({ smart }) => !smart).map(({ id }) => id);
	if (manual.length < known.length) warnings.push('group_smart');
	if (manual.length > 0) own.groupIds = manual;
	if (unknown.length === 0) return undefined;
	own.newGroups = unknown;
	if (!makesGroups) return { code: 'group_unknown', value: shortened(unknown.join(', ')) };
	const tooLong = unknown.find((name) => !v.is(groupNameSchema, name));
	return tooLong === undefined ? undefined : { code: 'too_long', value: shortened(tooLong) };
}

function readOwn(
	text: string,
	of: { field: CustomField; notation: Notation } | undefined,
	{ own }: Found
): CellProblemCode | undefined {
	if (!of) return undefined;
	const meant = ownValueMeant(of.field, text, of.notation);
	if ('problem' in meant) return meant.problem;
	(own.custom ??= {})[of.field.id] = meant.value;
	return undefined;
}

function readCell(column: SheetColumn, said: string, rules: CellRules, found: Found): void {
	const text = unquotedError(said);
	const note = (code: CellProblemCode | undefined, value = shortened(text)): void => {
		if (code) found.problems.push({ code, column, value });
	};
	if (column === 'id') {
		if (v.is(idSchema, text)) found.own.id = text;
		return;
	}
	if (isFormulaError(said)) return note('formula_error');
	if (isOwn(column))
		return note(text === '' ? undefined : readOwn(text, rules.own.get(column), found));
	if (column !== 'groups') return note(problemOf(column, text));
	const problem = text === '' ? undefined : readGroups(text, rules, found);
	note(problem?.code, problem?.value);
}

/** Checks the cells of one row, by the same rules as a form; says all that is wrong at once. */
export function checkValues(given: RowValues, rules: CellRules = noRules): CheckedValues {
	const email = unwrappedAddress(given.email ?? '');
	const values: RowValues = { ...given, email };
	const found: Found = { own: {}, problems: [], warnings: [] };
	const { own, problems, warnings } = found;
	for (const [column, text] of Object.entries(values))
		readCell(column as SheetColumn, (text ?? '').trim(), rules, found);
	for (const problem of problems)
		if (problem.column === 'email') problem.value = shortened(given.email ?? '');
	const code = email === '' ? problemWithoutAddress(values, rules) : undefined;
	if (code) problems.push({ code, column: 'email', value: '' });
	else if (email === '') warnings.push('no_address');
	if (email !== (given.email ?? '').trim()) warnings.unshift('address_unwrapped');
	const isNamed = Boolean(values.firstName?.trim() || values.lastName?.trim());
	if (!isNamed && /\S\s+\S/u.test(values.fullName ?? '')) warnings.push('name_split');
	const isSound = email !== '' && !problems.some(({ column }) => column === 'email');
	const address = isSound ? email.toLowerCase() : null;
	const person = problems.length === 0 ? fieldsOf(values, address) : null;
	return { person, own, email: person?.email ?? address, problems, warnings };
}

/** The rules for cells whose sheet has these columns of the organisation's own fields, and how each is written. */
export const ownRules = (
	fields: readonly CustomField[],
	notationOf: (column: SheetColumn) => Notation
): CellRules['own'] =>
	new Map(
		fields.map((field) => {
			const column = ownColumn(field);
			return [column, { field, notation: notationOf(column) }];
		})
	);

export const groupsByKey = (groups: readonly NamedGroup[]): CellRules['groups'] =>
	new Map(groups.map((group) => [group.key, group]));

/** Two names alike but for case and accents. */
export const isSameName = (one: RowValues, other: RowValues): boolean =>
	nameKey(one) === nameKey(other);

const nameKey = ({ firstName = '', lastName = '', fullName = '' }: RowValues): string =>
	folded(firstName.trim() || lastName.trim() ? `${firstName} ${lastName}` : fullName);
