import type { CustomField } from '@foyer/shared/custom-fields';
import type { ListSource, Standing } from '@foyer/shared/guest-lists';
import { isOwn, type PersonColumn, type SheetColumn } from '@foyer/shared/people-columns';
import type { CellProblem, WarningCode } from '@foyer/shared/person-cells';
import type { Warning } from '@foyer/shared/people-import';
import { formatList, formatNumber } from '#lib/i18n/format.ts';
import { m } from '#lib/paraglide/messages.js';
import { nameWords } from '#lib/people/people-words.ts';
import type { Look } from './look.svelte.ts';
import type { ImportTarget } from './people-import.svelte.ts';
import type { Refusal } from './protocol.ts';
import type { KnownPerson } from './weigh.ts';

/** A number as plural messages take it: to choose the words, and to be shown. */
export const counted = (count: number) => ({ count, shown: formatNumber(count) });

/** Where who is in a file is seen. */
export const seeThemWords = (event: ImportTarget | null): string =>
	event ? m.import_done_event() : m.import_done_people();

/** Columns as a sheet's headers and the fields of a row call them. */
export const columnWords: Record<PersonColumn, () => string> = {
	email: m.import_column_email,
	firstName: m.import_column_first_name,
	lastName: m.import_column_last_name,
	fullName: m.import_column_full_name,
	company: m.import_column_company,
	phone: m.import_column_phone,
	language: m.import_column_language,
	note: m.import_column_note,
	groups: m.import_column_groups,
	id: m.import_column_id
};

/** What a column is called; the fields of the organisation's own as they call them. */
export const sheetColumnWords = (column: SheetColumn, field: CustomField | undefined): string =>
	isOwn(column) ? (field?.name ?? '') : columnWords[column]();

/** Which rows they are. */
export const rowsWords = (rows: readonly number[]): string => {
	const [row = 0, ...others] = rows;
	return others.length === 0
		? m.import_row({ row: formatNumber(row) })
		: m.import_rows({ rows: formatList(rows.map(formatNumber)) });
};

/** The most people that are named one by one. */
const mostPeople = 3;

/** Whom several rows mean. */
export function sameWords(repeated: readonly KnownPerson[]): string[] {
	if (repeated.length > mostPeople) return [m.import_same_people(counted(repeated.length))];
	return repeated.map(({ person, rows }) =>
		m.import_same_person({
			name: nameWords(person),
			rows: formatList(rows.map(formatNumber))
		})
	);
}

const longest: Partial<Record<SheetColumn, number>> = {
	email: 254,
	firstName: 100,
	lastName: 100,
	fullName: 100,
	company: 200,
	phone: 40,
	note: 2000,
	groups: 80
};

/** What is wrong with a cell, and what to do about it. */
export function problemWords({ code, column, value }: CellProblem, field?: CustomField): string {
	switch (code) {
		case 'email_missing':
			return m.import_problem_email_missing();
		case 'person_unknown':
			return m.import_problem_person_unknown();
		case 'email_malformed':
			return m.import_problem_email_malformed({ value });
		case 'email_too_long':
			return m.import_problem_email_too_long();
		case 'email_several':
			return m.import_problem_email_several();
		case 'language_unknown':
			return m.import_problem_language_unknown({ value });
		case 'too_long':
			return m.import_problem_too_long({ most: formatNumber(longest[column] ?? 500) });
		case 'control_character':
			return m.import_problem_control_character();
		case 'formula_error':
			return m.import_problem_formula_error({ value });
		case 'group_unknown':
			return m.import_problem_group_unknown({ value });
		case 'not_a_number':
			return m.import_problem_not_a_number({ value });
		case 'not_a_date':
			return m.import_problem_not_a_date({ value });
		case 'not_yes_no':
			return m.import_problem_not_yes_no({ value });
		case 'not_a_choice':
			return m.import_problem_not_a_choice({ value, choices: formatList(field?.choices ?? []) });
	}
}

/** All that is wrong with a row, as the column of a downloaded file says it. */
export function rowWords(
	{ problems, repeats, leftOut }: Look,
	fieldOf: (column: SheetColumn) => CustomField | undefined
): string {
	if (leftOut) return m.import_row_left_out();
	const words = problems.map((problem) => {
		const field = fieldOf(problem.column);
		return `${sheetColumnWords(problem.column, field)}: ${problemWords(problem, field)}`;
	});
	if (repeats !== null) words.push(m.import_problem_repeats({ row: formatNumber(repeats) }));
	return words.join(' ');
}

const warnings: Record<
	WarningCode,
	(inputs: { count: number; shown: string; rows: string }) => string
> = {
	address_unwrapped: m.import_warning_address_unwrapped,
	name_split: m.import_warning_name_split,
	group_smart: m.import_warning_group_smart,
	several_addresses: m.import_warning_several_addresses,
	further_ticket: m.import_warning_further_ticket,
	no_address: m.import_warning_no_address
};

/** Whose list it is. */
export const sourceWords: Record<ListSource, () => string> = {
	google: m.import_source_google,
	eventbrite: m.import_source_eventbrite,
	luma: m.import_source_luma
};

/** Why somebody isn't coming. */
export const standingWords: Record<Standing, (inputs: { count: number; shown: string }) => string> =
	{
		declined: m.import_standing_declined,
		cancelled: m.import_standing_cancelled,
		waiting_list: m.import_standing_waiting_list,
		pending: m.import_standing_pending,
		invited: m.import_standing_invited
	};

/** The most headers that are named one by one. */
const mostNamed = 6;

/** The columns that mean nothing here. */
export function ignoredWords(headers: readonly string[]): string {
	const named = headers.slice(0, mostNamed);
	const rest = headers.length - named.length;
	if (rest < 2) return m.import_ignored({ count: headers.length, columns: formatList(headers) });
	return m.import_ignored_many({ ...counted(rest), columns: named.join(', ') });
}

/** What was read otherwise than it stands in the file. */
export function warningWords({ code, count, rows }: Warning): string {
	const numbers = rows.map(formatNumber).join(', ');
	return warnings[code]({ ...counted(count), rows: count > rows.length ? `${numbers}…` : numbers });
}

/** Why a file can't be imported, and the way out. */
export function refusalWords(refusal: Refusal): { what: string; help: string } {
	switch (refusal.refusal) {
		case 'too_big':
			return { what: m.import_refusal_too_big(), help: m.import_refusal_too_big_help() };
		case 'empty':
		case 'empty_file':
			return { what: m.import_refusal_empty(), help: m.import_refusal_empty_help() };
		case 'no_rows':
			return { what: m.import_refusal_no_rows(), help: m.import_refusal_no_rows_help() };
		case 'no_email_column':
			return {
				what: m.import_refusal_no_email_column(),
				help: m.import_refusal_no_email_column_help({ headers: formatList(refusal.headers) })
			};
		case 'too_many_rows':
			return {
				what: m.import_refusal_too_many_rows(),
				help: m.import_refusal_too_many_rows_help()
			};
		case 'encrypted':
			return { what: m.import_refusal_encrypted(), help: m.import_refusal_encrypted_help() };
		case 'damaged':
			return { what: m.import_refusal_damaged(), help: m.import_refusal_damaged_help() };
		case 'bomb':
			return { what: m.import_refusal_bomb(), help: m.import_refusal_bomb_help() };
		case 'too_slow':
			return { what: m.import_refusal_too_slow(), help: m.import_refusal_too_big_help() };
		default:
			return { what: otherFile[refusal.refusal](), help: m.import_refusal_save_as() };
	}
}

const otherFile = {
	is_pdf: m.import_refusal_is_pdf,
	is_image: m.import_refusal_is_image,
	is_html: m.import_refusal_is_html,
	is_other_spreadsheet: m.import_refusal_is_other_spreadsheet,
	is_other_file: m.import_refusal_is_other_file
};
