import { byteOrderMark, delimitedLine, lineEnd } from '@foyer/shared/delimited-text';
import { cellText, delimiterOf, type ExportCell, type ExportFormat } from '@foyer/shared/exports';
import type { Locale } from '@foyer/shared/locales';
import { openWorkbook } from './workbook.ts';

/** A file that is written row by row and of which no more is in memory than what was written last. */
export interface FileWriter {
	/** @returns what of the file is known by now and wasn't before */
	add(rows: readonly (readonly ExportCell[])[]): Promise<Uint8Array>;
	/** @returns its end */
	end(): Promise<Uint8Array>;
}

/** Begins a file; its headers are the first row added. */
export const openFile = (format: ExportFormat, locale: Locale, sheetName: string): FileWriter =>
	format === 'csv' ? openDelimited(delimiterOf(locale)) : openWorkbook(sheetName);

function openDelimited(delimiter: string): FileWriter {
	let before = byteOrderMark;
	return {
		async add(rows) {
			if (rows.length === 0) return Buffer.alloc(0);
			const text =
				before + rows.map((row) => delimitedLine(row.map(cellText), delimiter)).join(lineEnd);
			before = lineEnd;
			return Buffer.from(text);
		},
		end: async () => Buffer.alloc(0)
	};
}
