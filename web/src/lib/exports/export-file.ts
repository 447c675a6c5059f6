import { cellText, type ExportCell, type ExportFormat } from '@foyer/shared/exports';
import { csvOf, xlsxOf, type WrittenFile } from '#lib/spreadsheets/spreadsheet-file.ts';

/** What is written: headers and rows. */
export interface ExportTable {
	format: ExportFormat;
	/** Between the cells of a CSV. */
	delimiter: ',' | ';';
	sheetName: string;
	rows: readonly (readonly ExportCell[])[];
}

/** A spreadsheet with its headers in the first row. No cell is a formula, whatever it begins with. */
export function exportFile({ format, delimiter, sheetName, rows }: ExportTable): WrittenFile {
	const numbered = <Cell>(cellOf: (cell: ExportCell) => Cell) =>
		new Map(rows.map((cells, at) => [at + 1, cells.map(cellOf)]));
	return format === 'csv'
		? csvOf(numbered(cellText), delimiter)
		: xlsxOf(
				numbered((cell) => cell),
				sheetName
			);
}
