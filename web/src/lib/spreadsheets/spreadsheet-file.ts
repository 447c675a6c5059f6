import { byteOrderMark, delimitedLine, lineEnd, longestCell } from '@foyer/shared/delimited-text';
import { utils, write, type CellObject, type DenseWorkSheet } from 'xlsx';

export interface WrittenFile {
	type: string;
	extension: 'xlsx' | 'csv';
	bytes: Uint8Array<ArrayBuffer>;
}

const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Every cell is a text, so that none is taken for a formula. */
export function xlsxOf(
	rows: ReadonlyMap<number, readonly string[]>,
	sheetName: string
): WrittenFile {
	const data: CellObject[][] = [];
	for (const [row, texts] of rows) {
		data[row - 1] = texts.map((v): CellObject => ({ t: 's', v: v.slice(0, longestCell) }));
	}
	let width = 1;
	for (const texts of rows.values()) width = Math.max(width, texts.length);
	const sheet = {
		// The writer stumbles over rows that are missing.
		'!data': Array.from(data, (row) => row ?? []),
		'!ref': utils.encode_range({
			s: { r: 0, c: 0 },
			e: { r: Math.max(0, data.length - 1), c: width - 1 }
		}),
		'!cols': Array.from({ length: width }, () => ({ wch: 24 }))
	} as DenseWorkSheet;
	const book = utils.book_new(sheet, sheetName.slice(0, 31));
	const bytes = new Uint8Array(
		write(book, { type: 'array', bookType: 'xlsx', compression: true }) as ArrayBuffer
	);
	return { type: xlsxType, extension: 'xlsx', bytes };
}

/** A byte order mark first; no cell is a formula, whatever it begins with. */
export function csvOf(
	rows: ReadonlyMap<number, readonly string[]>,
	delimiter: string
): WrittenFile {
	const lines: string[] = [];
	for (const [row, texts] of rows) lines[row - 1] = delimitedLine(texts, delimiter);
	// Array.from fills the rows that are missing, so that the others keep their numbers.
	const text = Array.from(lines, (line) => line ?? '').join(lineEnd);
	return {
		type: 'text/csv',
		extension: 'csv',
		bytes: new TextEncoder().encode(byteOrderMark + text)
	};
}
