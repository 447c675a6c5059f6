import { isFormulaError, unquotedError, type WrittenError } from '@foyer/shared/delimited-text';
import type { FoundColumn, SheetColumn } from '@foyer/shared/people-columns';
import { headerKey } from '@foyer/shared/header-key';
import { isError, type SheetRow } from '@foyer/shared/people-import';
import type { RowValues } from '@foyer/shared/person-cells';
import { csvOf, xlsxOf, type WrittenFile } from '#lib/spreadsheets/spreadsheet-file.ts';
import type { ReadSheet } from './sheet.ts';

/** What is said and changed about rows before a file goes out again. */
export interface RowNotes {
	/** The header of the column with the errors. */
	header: string;
	/** What is wrong, by row number. */
	errors: ReadonlyMap<number, string>;
	/** What was corrected on the screen, by row number. */
	changes: ReadonlyMap<number, RowValues>;
	/** How columns that were corrected are called, for a sheet that has none of that kind. */
	headers: ReadonlyMap<SheetColumn, string>;
}

type Written = string | WrittenError;

const textsOf = ({ cells }: SheetRow): string[] =>
	cells.map((cell) => (typeof cell === 'object' ? cell.text : cell));

/** What was read, so that an error is read as one again. */
const writtenOf = ({ cells }: SheetRow): Written[] =>
	cells.map((cell) => {
		if (typeof cell !== 'object') return cell;
		return isError(cell) ? { error: cell.text } : cell.text;
	});

/** What was corrected, as it is typed. */
const typed = (text: string): Written =>
	isFormulaError(text.trim()) ? { error: text.trim() } : unquotedError(text);

/** The column for the errors: that of an earlier export, else the first free one. */
function errorColumn(rows: readonly SheetRow[], headerRow: number | null, header: string): number {
	const top = rows.find(({ row }) => row === headerRow);
	const known = top ? textsOf(top).findIndex((text) => headerKey(text) === headerKey(header)) : -1;
	return known >= 0 ? known : rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);
}

function changed(
	texts: Written[],
	values: RowValues | undefined,
	columns: readonly FoundColumn[]
): void {
	for (const { column, index, before, after } of columns) {
		const value = values?.[column];
		if (value === undefined) continue;
		setAt(texts, index, typed(value));
		// A name's parts stand together once they were corrected.
		for (const part of [before, after]) if (part !== undefined) setAt(texts, part, '');
	}
}

function setAt(texts: Written[], index: number, text: Written): void {
	while (texts.length < index) texts.push('');
	texts[index] = text;
}

/** Columns that a sheet lacks and something was typed for, side by side from an index on. */
function addedColumns(
	columns: readonly FoundColumn[],
	{ changes, headers }: RowNotes,
	from: number
): FoundColumn[] {
	const lacking = [...headers].filter(
		([column]) =>
			!columns.some((each) => each.column === column) &&
			[...changes.values()].some((values) => (values[column] ?? '').trim() !== '')
	);
	return lacking.map(([column, header], nth) => ({ column, header, index: from + nth }));
}

/** The same file with a column that says what is wrong, and with what was corrected meanwhile. */
export function fileWithErrors(
	{ rows, format, delimiter, sheetName }: ReadSheet,
	{ columns, headerRow }: { columns: readonly FoundColumn[]; headerRow: number | null },
	notes: RowNotes
): WrittenFile {
	const { header, errors, changes } = notes;
	const at = errorColumn(rows, headerRow, header);
	const width = rows.reduce((most, { cells }) => Math.max(most, cells.length), at + 1);
	// Where no row has the headers, nothing could say what a further column holds.
	const added = headerRow === null ? [] : addedColumns(columns, notes, width);
	const texts = new Map(
		rows.map((each) => {
			const row = writtenOf(each);
			changed(row, changes.get(each.row), [...columns, ...added]);
			if (each.row === headerRow) for (const { index, header } of added) setAt(row, index, header);
			const error = each.row === headerRow ? header : errors.get(each.row);
			if (error !== undefined || row.length > at) setAt(row, at, error ?? '');
			return [each.row, row];
		})
	);
	return format === 'csv' ? csvOf(texts, delimiter) : xlsxOf(texts, sheetName ?? 'Foyer');
}

/** A sheet with nothing but headers. */
export const template = (headers: readonly string[]): WrittenFile =>
	xlsxOf(new Map([[1, headers]]), 'Foyer');
