import type { ExportFormat } from '@foyer/shared/exports';
import { csvOf, xlsxOf, type WrittenFile } from '#lib/spreadsheets/spreadsheet-file.ts';

/** What is written: headers and rows of texts. */
export interface ExportTable {
	format: ExportFormat;
	/** Between the cells of a CSV. */
	delimiter: ',' | ';';
	sheetName: string;
	rows: readonly (readonly string[])[];
}

/** A spreadsheet with its headers in the first row. No cell is a formula, whatever it begins with. */
export function exportFile({ format, delimiter, sheetName, rows }: ExportTable): WrittenFile {
	const numbered = new Map(rows.map((texts, at) => [at + 1, texts]));
	return format === 'csv' ? csvOf(numbered, delimiter) : xlsxOf(numbered, sheetName);
}
