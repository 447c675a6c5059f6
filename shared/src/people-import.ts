import type { CustomField } from './custom-fields.ts';
import { quotedError } from './delimited-text.ts';
import { isEmail } from './email.ts';
import { namedGroups } from './group-cells.ts';
import type { Group } from './groups.ts';
import { standingMeant, type ListSource, type Standing } from './guest-lists.ts';
import { folded, notationOf, type Notation } from './own-cells.ts';
import {
	isOwn,
	noChoices,
	readHeader,
	type ColumnChoice,
	type ColumnChoices,
	type FoundColumn,
	type Header,
	type SheetColumn
} from './people-columns.ts';
import type { PersonFields } from './people.ts';
import { writtenNumber } from './written-numbers.ts';
import {
	checkValues,
	groupsByKey,
	isMeantByIdAlone,
	isSameName,
	ownRules,
	shortened,
	unwrappedAddress,
	type CellRules,
	type CheckedValues,
	type OwnValues,
	type RowValues,
	type WarningCode
} from './person-cells.ts';

/** The most people that one file may bring. */
export const mostRows = 100_000;

/** How many rows with something in them may stand above the headers: a title, a date. */
const mostRowsAbove = 20;

/**
 * A cell as it was read; with where it leads, if it is a hyperlink, and without what makes numbers and dates
 * pleasant to read (`1234.5`, `2026-05-14`), if it is one. Of a formula that failed, the error that is shown.
 */
export type Cell = string | { text: string; link?: string; plain?: string; error?: true };

/** A row of a sheet under the number that the spreadsheet shows, counted from 1. */
export interface SheetRow {
	row: number;
	cells: readonly Cell[];
}

/** What the organisation has that a sheet may name, and how it usually writes. */
export interface ImportContext {
	fields: readonly CustomField[];
	groups: readonly Pick<Group, 'id' | 'name' | 'smart'>[];
	notation: Notation;
	/** What was said of the sheet's columns by hand. */
	chosen?: ColumnChoices;
	/** Rows that were corrected or left out: they come with those that need a look, even if nothing is wrong with them. */
	touched?: ReadonlySet<number>;
}

const noRows: ReadonlySet<number> = new Set();

export const noContext: ImportContext = {
	fields: [],
	groups: [],
	notation: { decimal: '.', dayFirst: true }
};

/** A row that can be imported. */
export interface PersonRow extends OwnValues {
	row: number;
	person: PersonFields;
	/** Why they aren't coming, where the list says so; absent: they come. */
	standing?: Standing;
	/** What its cells say, where nothing but an id says who is meant: if they aren't there, it needs a look. */
	byIdAlone?: RowValues;
}

/** A row that needs a look: cells with problems, an address that an earlier row has, or both. Or it was touched. */
export interface RowProblem extends Omit<CheckedValues, 'warnings'> {
	row: number;
	values: RowValues;
	/** The row that has the same address and counts; null if none has. */
	repeats: number | null;
	standing?: Standing;
}

/** What was read otherwise than it stands in the file: how often, and the first rows where. */
export interface Warning {
	code: WarningCode;
	count: number;
	rows: number[];
}

/** A column below which something stands, what it is taken for, and the first that stands there. */
export interface LaidColumn {
	index: number;
	header: string;
	sample: string;
	column: ColumnChoice;
}

export interface SheetCheck {
	refusal: null;
	columns: FoundColumn[];
	/** All of the sheet's columns. */
	laid: LaidColumn[];
	/** Headers of columns that mean nothing here, though something stands below them. */
	ignoredColumns: string[];
	/** The product that wrote the list, where it is recognised. */
	source: ListSource | null;
	/** Groups that rows name and that aren't there, and how many rows name each. */
	unknownGroups: { name: string; count: number }[];
	/** By what a corrected row is checked again. */
	rules: CellRules;
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

/** Whether a cell shows how a formula failed. */
export const isError = (cell: Cell | undefined): boolean =>
	typeof cell === 'object' && cell.error === true;

export const isBlank = ({ cells }: SheetRow): boolean =>
	cells.every((cell) => textOf(cell).trim() === '');

interface Found extends Header {
	/** Where it stands among the rows that aren't blank; -1: a bare list of addresses. */
	at: number;
}

const names = (header: Header, column: SheetColumn): boolean =>
	header.columns.some((each) => each.column === column);

const saysAddress = (cell: Cell | undefined): boolean =>
	isEmail(unwrappedAddress(emailText(cell).text));

const saysSomething = (cell: Cell | undefined): boolean => textOf(cell).trim() !== '';

/** The headers of a row, as far as the last column of which something was said; no row: all of them are empty. */
function headersAt(row: SheetRow | undefined, chosen: ColumnChoices): string[] {
	const headers = row?.cells.map(textOf) ?? [];
	const width = Math.max(headers.length, ...[...chosen.keys()].map((index) => index + 1));
	return Array.from({ length: width }, (_, index) => headers[index] ?? '');
}

/** The first row that names a column for e-mail addresses; else the first of an export that holds ids without them. */
function namedHeader(
	rows: readonly SheetRow[],
	fields: ImportContext['fields'],
	chosen: ColumnChoices
): Found | undefined {
	const headers = rows
		.slice(0, mostRowsAbove + 1)
		.map((row) => readHeader(headersAt(row, noChoices), fields));
	const naming = (column: SheetColumn) => headers.findIndex((header) => names(header, column));
	const at = [naming('email'), naming('id')].find((found) => found >= 0);
	return at === undefined
		? undefined
		: { at, ...readHeader(headersAt(rows[at], chosen), fields, chosen) };
}

/** As many rows tell what a column holds. */
const rowsLookedAt = 100;

/**
 * Where addresses stand that no header names: in the column of which at least half are some, most of all. The row
 * above the first of them has the headers; there may be none.
 */
function addressesIn(rows: readonly SheetRow[]): { at: number; index: number } | undefined {
	const candidates = rows.slice(0, mostRowsAbove + 2);
	const first = candidates.findIndex(({ cells }) => cells.some(saysAddress));
	const some = first < 0 ? [] : rows.slice(first, first + rowsLookedAt);
	const width = Math.max(0, ...some.map(({ cells }) => cells.length));
	let best: { index: number; count: number } | undefined;
	for (let index = 0; index < width; index++) {
		const said = some.filter(({ cells }) => saysSomething(cells[index]));
		const count = said.filter(({ cells }) => saysAddress(cells[index])).length;
		if (count > (best?.count ?? 0) && count * 2 >= said.length) best = { index, count };
	}
	return best && { at: first - 1, index: best.index };
}

/** The headers of a sheet none of which names addresses: the column that holds them is the one. */
function heldHeader(
	rows: readonly SheetRow[],
	fields: ImportContext['fields'],
	chosen: ColumnChoices
): Found | undefined {
	const held = addressesIn(rows);
	if (!held) return undefined;
	const isSaid = [...chosen.values()].includes('email');
	const all = isSaid ? chosen : new Map([[held.index, 'email' as const], ...chosen]);
	return { at: held.at, ...readHeader(headersAt(rows[held.at], all), fields, all) };
}

/** A list of addresses, one a row, needs no headers. */
function bareList(rows: readonly SheetRow[]): Found | undefined {
	const said = rows[0]?.cells.filter(saysSomething) ?? [];
	if (said.length !== 1 || !saysAddress(said[0])) return undefined;
	const index = rows[0]?.cells.findIndex(saysSomething) ?? 0;
	const columns: FoundColumn[] = [{ column: 'email', header: '', index }];
	return { at: -1, columns, ignored: [], source: null, status: null };
}

/** The headers of a sheet that says where addresses stand, or of a bare list of them. */
export const findHeader = (
	rows: readonly SheetRow[],
	fields: ImportContext['fields'] = []
): Found | undefined => namedHeader(rows, fields, noChoices) ?? bareList(rows);

/** The address of a cell: what it says, or where it leads if it says something else ("Write to Ana"). */
function emailText(cell: Cell | undefined): { text: string; unwrapped: boolean } {
	const text = textOf(cell);
	const link = typeof cell === 'object' ? (cell.link ?? '') : '';
	if (!/^mailto:/iu.test(link)) return { text, unwrapped: false };
	return {
		text: isEmail(unwrappedAddress(text)) ? text : unwrappedAddress(link),
		unwrapped: true
	};
}

/** Google Contacts puts several values of a kind into one cell. */
const severalIn = ':::';

/** The cell of a column, or the first that says something of those that stand in for it. */
function cellOf({ cells }: SheetRow, { index, others = [] }: FoundColumn): Cell | undefined {
	if (textOf(cells[index]).trim() !== '') return cells[index];
	return others.map((at) => cells[at]).find((cell) => textOf(cell).trim() !== '') ?? cells[index];
}

/** What a cell says, with what stands in columns of its own before or after it. */
function joinedText({ cells }: SheetRow, { before, after }: FoundColumn, text: string): string {
	const at = (index: number | undefined) => (index === undefined ? '' : textOf(cells[index]));
	return [at(before), text, at(after)]
		.map((part) => part.trim())
		.filter(Boolean)
		.join(' ');
}

interface Sheet {
	columns: readonly FoundColumn[];
	source: ListSource | null;
	status: number | null;
	rules: CellRules;
	touched: ReadonlySet<number>;
}

/** What a cell holds, however it is shown, for a field of the organisation's own: a number as every language reads it. */
function plainText(
	cell: Cell | undefined,
	column: SheetColumn,
	{ own }: CellRules
): string | undefined {
	if (!isOwn(column) || typeof cell !== 'object' || cell.plain === undefined) return undefined;
	const number = Number(cell.plain);
	const isNumber = own.get(column)?.field.kind === 'number' && Number.isFinite(number);
	return isNumber ? writtenNumber(number, '.') : cell.plain;
}

function checkRow(sheetRow: SheetRow, { columns, source, status, rules }: Sheet, ids: Set<string>) {
	const { row, cells } = sheetRow;
	const values: RowValues = {};
	const found: WarningCode[] = [];
	for (const each of columns) {
		const { column } = each;
		const cell = cellOf(sheetRow, each);
		const email = column === 'email' ? emailText(cell) : undefined;
		let text = email?.text ?? plainText(cell, column, rules) ?? textOf(cell);
		if (source === 'google' && column !== 'groups' && text.includes(severalIn)) {
			text = text.split(severalIn)[0] ?? '';
			if (email) found.push('several_addresses');
		}
		if (each.before !== undefined || each.after !== undefined)
			text = joinedText(sheetRow, each, text);
		values[column] = isError(cell) ? text : quotedError(text);
		if (email?.unwrapped) found.push('address_unwrapped');
	}
	// A row that was copied to add somebody names who stands in it first.
	if (values.id !== undefined && ids.has(values.id)) delete values.id;
	const { warnings, ...checked } = checkValues(values, rules);
	if (checked.own.id !== undefined) ids.add(checked.own.id);
	// Of whom an export without addresses tells by their id, the directory may know one.
	const isUntold = values.email === undefined && checked.own.id !== undefined;
	const standing = status === null ? null : standingMeant(textOf(cells[status]), source);
	return {
		row,
		values,
		...checked,
		warnings: [...new Set([...found, ...warnings])].filter(
			(code) => !(isUntold && code === 'no_address')
		),
		...(standing && { standing })
	};
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

function noteGroups(
	unknown: Map<string, { name: string; count: number }>,
	{ newGroups = [] }: OwnValues
): void {
	for (const name of newGroups) {
		const group = unknown.get(folded(name)) ?? { name, count: 0 };
		group.count += 1;
		unknown.set(folded(name), group);
	}
}

/**
 * Checks a whole sheet and says all that is wrong at once. `told` hears the number of rows done, now
 * and then.
 */
export function checkSheet(
	sheet: readonly SheetRow[],
	told: (done: number, of: number) => void = () => {},
	context: ImportContext = noContext
): SheetCheck | SheetRefusal {
	const rows = sheet.filter((row) => !isBlank(row));
	const [top] = rows;
	if (!top) return { refusal: 'empty' };
	const { fields, chosen = noChoices, touched = noRows } = context;
	const header =
		namedHeader(rows, fields, chosen) ??
		(chosen.size === 0 ? bareList(rows) : undefined) ??
		heldHeader(rows, fields, chosen);
	if (!header) return { refusal: 'no_email_column', headers: headersOf(top) };
	const data = rows.slice(header.at + 1);
	if (data.length === 0) return { refusal: 'no_rows' };
	if (data.length > mostRows) return { refusal: 'too_many_rows' };
	const rules = rulesFor(data, header, context);
	return {
		...checkRows(data, { ...header, rules, touched }, told),
		refusal: null,
		columns: header.columns,
		laid: laidOut(data, header, rows[header.at]),
		ignoredColumns: ignoredOf(data, header),
		source: header.source,
		rules,
		headerRow: rows[header.at]?.row ?? null
	};
}

const headersOf = (top: SheetRow): string[] =>
	top.cells
		.map((cell) => shortened(textOf(cell).trim()))
		.filter(Boolean)
		.slice(0, 30);

const ignoredOf = (data: readonly SheetRow[], { ignored }: Header): string[] =>
	ignored
		.filter(({ index }) => data.some(({ cells }) => textOf(cells[index]).trim() !== ''))
		.map(({ header }) => shortened(header));

/** What each column says of itself: without those below which nothing stands. */
function laidOut(
	data: readonly SheetRow[],
	{ columns, status }: Header,
	top: SheetRow | undefined
): LaidColumn[] {
	const holds = (index: number) => (each: FoundColumn) =>
		[each.index, each.before, each.after, ...(each.others ?? [])].includes(index);
	const width = data.reduce((most, { cells }) => Math.max(most, cells.length), 0);
	return Array.from({ length: width }, (_, index) => index).flatMap((index): LaidColumn[] => {
		const filled = data.find(({ cells }) => textOf(cells[index]).trim() !== '');
		if (!filled) return [];
		const column =
			columns.find(holds(index))?.column ?? (index === status ? ('standing' as const) : null);
		return [
			{
				index,
				header: shortened(textOf(top?.cells[index]).trim()),
				sample: shortened(textOf(filled.cells[index]).trim()),
				column
			}
		];
	});
}

function* textsIn(data: readonly SheetRow[], index: number): Generator<string> {
	// What a spreadsheet knows to be a number or a date says nothing about how others are written.
	for (const { cells } of data) if (typeof cells[index] === 'string') yield cells[index];
}

function rulesFor(
	data: readonly SheetRow[],
	{ columns }: Header,
	{ fields, groups, notation }: ImportContext
): CellRules {
	const indexOf = new Map(columns.map(({ column, index }) => [column, index]));
	return {
		own: ownRules(fields, (column) => {
			const index = indexOf.get(column);
			return index === undefined ? notation : notationOf(textsIn(data, index), notation);
		}),
		groups: groupsByKey(namedGroups(groups)),
		makesGroups: false
	};
}

/** Who comes before who doesn't: of an address that stands there twice, the row of who comes counts. */
function byStanding(data: readonly SheetRow[], { status, source }: Sheet): readonly SheetRow[] {
	if (status === null) return data;
	const comes = ({ cells }: SheetRow) => standingMeant(textOf(cells[status]), source) === null;
	return [...data.filter(comes), ...data.filter((row) => !comes(row))];
}

const byRow = (one: { row: number }, other: { row: number }): number => one.row - other.row;

function checkRows(
	data: readonly SheetRow[],
	sheet: Sheet,
	told: (done: number, of: number) => void
): Pick<SheetCheck, 'ready' | 'problems' | 'warnings' | 'counts' | 'unknownGroups'> {
	const ready: PersonRow[] = [];
	const problems: RowProblem[] = [];
	const warnings = new Map<WarningCode, Warning>();
	const taken = new Map<string, number>();
	const ids = new Set<string>();
	const tickets = new Map<number, RowValues>();
	const unknown = new Map<string, { name: string; count: number }>();
	for (const [at, sheetRow] of byStanding(data, sheet).entries()) {
		if (at % 2000 === 0) told(at, data.length);
		const { warnings: codes, ...checked } = checkRow(sheetRow, sheet, ids);
		const { row, person, own, standing, values } = checked;
		const repeats = repeatedRow(checked, taken);
		const first = repeats === null ? undefined : tickets.get(repeats);
		const isTouched = sheet.touched.has(row);
		if (first && !isTouched && isSameName(first, values)) {
			noteWarnings(warnings, ['further_ticket'], row);
			continue;
		}
		if (sheet.source === 'eventbrite') tickets.set(row, values);
		noteWarnings(warnings, codes, row);
		noteGroups(unknown, own);
		if (person && repeats === null && !isTouched)
			ready.push({
				...{ row, person, ...own, ...(standing && { standing }) },
				...(isMeantByIdAlone(values) && { byIdAlone: values })
			});
		else problems.push({ ...checked, repeats });
	}
	if (sheet.status !== null) {
		ready.sort(byRow);
		problems.sort(byRow);
		for (const { rows } of warnings.values()) rows.sort((one, other) => one - other);
	}
	const counts = { rows: data.length, ready: ready.length, problems: problems.length };
	return {
		ready,
		problems,
		warnings: [...warnings.values()],
		unknownGroups: [...unknown.values()],
		counts
	};
}
