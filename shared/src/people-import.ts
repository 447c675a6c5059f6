import { isEmail } from './email.ts';
import { readHeader, type FoundColumn, type Header } from './people-columns.ts';
import type { PersonFields } from './people.ts';
import {
	checkValues,
	shortened,
	unwrappedAddress,
	type CheckedValues,
	type RowValues,
	type WarningCode
} from './person-cells.ts';

/** The most people that one file may bring. */
export const mostRows = 100_000;

/** How many rows with something in them may stand above the headers: a title, a date. */
const mostRowsAbove = 20;

/** A cell as it was read; with where it leads, if it is a hyperlink. */
export type Cell = string | { text: string; link: string };

/** A row of a sheet under the number that the spreadsheet shows, counted from 1. */
export interface SheetRow {
	row: number;
	cells: readonly Cell[];
}

/** A row that can be imported. */
export interface PersonRow {
	row: number;
	person: PersonFields;
}

/** A row that needs a look: cells with problems, an address that an earlier row has, or both. */
export interface RowProblem extends Omit<CheckedValues, 'warnings'> {
	row: number;
	values: RowValues;
	/** The row that has the same address and counts; null if none has. */
	repeats: number | null;
}

/** What was read otherwise than it stands in the file: how often, and the first rows where. */
export interface Warning {
	code: WarningCode;
	count: number;
	rows: number[];
}

export interface SheetCheck {
	refusal: null;
	columns: FoundColumn[];
	ignoredColumns: string[];
	/** The row of the headers; null for a bare list of addresses. */
	headerRow: number | null;
	ready: PersonRow[];
	problems: RowProblem[];
	warnings: Warning[];
	/** Rows with something in them, below the headers. */
	counts: { rows: number; ready: number; problems: number };
}

/** Why a sheet can't be imported at all. */
export type SheetRefusal =
	| { refusal: 'empty' }
	| { refusal: 'no_rows' }
	| { refusal: 'no_email_column'; headers: string[] }
	| { refusal: 'too_many_rows' };

const textOf = (cell: Cell | undefined): string =>
	typeof cell === 'object' ? cell.text : (cell ?? '');

export const isBlank = ({ cells }: SheetRow): boolean =>
	cells.every((cell) => textOf(cell).trim() === '');

interface Found extends Header {
	/** Where it stands among the rows that aren't blank; -1: a bare list of addresses. */
	at: number;
}

const names = (header: Header, column: FoundColumn['column']): boolean =>
	header.columns.some((each) => each.column === column);

/** A list of addresses, one a row, needs no headers. */
function bareList(rows: readonly SheetRow[]): Found | undefined {
	const first = rows[0]?.cells.map(textOf).filter((text) => text.trim() !== '') ?? [];
	if (first.length !== 1 || !isEmail(unwrappedAddress(first[0] ?? ''))) return undefined;
	const index = rows[0]?.cells.findIndex((cell) => textOf(cell).trim() !== '') ?? 0;
	return { at: -1, columns: [{ column: 'email', header: '', index }], ignored: [] };
}

/** The headers of a sheet: the first row that names a column for e-mail addresses. */
export function findHeader(rows: readonly SheetRow[]): Found | undefined {
	const candidates = rows.slice(0, mostRowsAbove + 1);
	for (const [at, { cells }] of candidates.entries()) {
		const header = readHeader(cells.map(textOf));
		if (names(header, 'email')) return { at, ...header };
	}
	return bareList(rows);
}

/** The address of a cell: what it says, or where it leads if it says something else ("Write to Ana"). */
function emailText(cell: Cell | undefined): { text: string; unwrapped: boolean } {
	const text = textOf(cell);
	if (typeof cell !== 'object' || !/^mailto:/iu.test(cell.link)) return { text, unwrapped: false };
	return {
		text: isEmail(unwrappedAddress(text)) ? text : unwrappedAddress(cell.link),
		unwrapped: true
	};
}

function checkRow({ row, cells }: SheetRow, columns: readonly FoundColumn[]) {
	const values: RowValues = {};
	let linked = false;
	for (const { column, index } of columns) {
		const email = column === 'email' ? emailText(cells[index]) : undefined;
		values[column] = email?.text ?? textOf(cells[index]);
		linked ||= email?.unwrapped ?? false;
	}
	const { warnings, ...checked } = checkValues(values);
	if (linked && !warnings.includes('address_unwrapped')) warnings.unshift('address_unwrapped');
	return { row, values, ...checked, warnings };
}

/**
 * Says of each row which earlier one has its address, and notes the addresses in `taken`. The first
 * row with an address counts, even while another of its cells has a problem.
 */
export function repeatedRow(
	{ row, email }: Pick<RowProblem, 'row' | 'email'>,
	taken: Map<string, number>
): number | null {
	if (email === null) return null;
	const first = taken.get(email);
	if (first === undefined) taken.set(email, row);
	return first ?? null;
}

const mostWarningRows = 10;

function noteWarnings(
	warnings: Map<WarningCode, Warning>,
	codes: WarningCode[],
	row: number
): void {
	for (const code of codes) {
		const warning = warnings.get(code) ?? { code, count: 0, rows: [] };
		warning.count += 1;
		if (warning.rows.length < mostWarningRows) warning.rows.push(row);
		warnings.set(code, warning);
	}
}

/**
 * Checks a whole sheet and says all that is wrong at once. `told` hears the number of rows done, now
 * and then.
 */
export function checkSheet(
	sheet: readonly SheetRow[],
	told: (done: number, of: number) => void = () => {}
): SheetCheck | SheetRefusal {
	const rows = sheet.filter((row) => !isBlank(row));
	const [top] = rows;
	if (!top) return { refusal: 'empty' };
	const header = findHeader(rows);
	if (!header) return { refusal: 'no_email_column', headers: headersOf(top) };
	const data = rows.slice(header.at + 1);
	if (data.length === 0) return { refusal: 'no_rows' };
	if (data.length > mostRows) return { refusal: 'too_many_rows' };
	return { ...checkRows(data, header.columns, told), ...described(rows, header) };
}

const headersOf = (top: SheetRow): string[] =>
	top.cells
		.map((cell) => shortened(textOf(cell).trim()))
		.filter(Boolean)
		.slice(0, 30);

const described = (rows: readonly SheetRow[], header: Found) => ({
	refusal: null,
	columns: header.columns,
	ignoredColumns: header.ignored.map(shortened),
	headerRow: rows[header.at]?.row ?? null
});

function checkRows(
	data: readonly SheetRow[],
	columns: readonly FoundColumn[],
	told: (done: number, of: number) => void
): Pick<SheetCheck, 'ready' | 'problems' | 'warnings' | 'counts'> {
	const ready: PersonRow[] = [];
	const problems: RowProblem[] = [];
	const warnings = new Map<WarningCode, Warning>();
	const taken = new Map<string, number>();
	for (const [at, row] of data.entries()) {
		if (at % 2000 === 0) told(at, data.length);
		const { warnings: codes, ...checked } = checkRow(row, columns);
		const repeats = repeatedRow(checked, taken);
		noteWarnings(warnings, codes, row.row);
		if (checked.person && repeats === null) ready.push({ row: row.row, person: checked.person });
		else problems.push({ ...checked, repeats });
	}
	const counts = { rows: data.length, ready: ready.length, problems: problems.length };
	return { ready, problems, warnings: [...warnings.values()], counts };
}
