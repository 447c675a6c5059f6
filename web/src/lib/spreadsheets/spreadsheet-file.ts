import {
	byteOrderMark,
	delimitedLine,
	lineEnd,
	longestCell,
	type WrittenError
} from '@foyer/shared/delimited-text';
import { utils, write, type CellObject, type DenseWorkSheet } from 'xlsx';

export interface WrittenFile {
	type: string;
	extension: 'xlsx' | 'csv';
	bytes: Uint8Array<ArrayBuffer>;
}

const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

type Texts = readonly (string | WrittenError)[];
type Cells = readonly (Texts[number] | { number: number })[];

/** The errors of formulas that a workbook can hold, by the numbers that it has for them. */
const errorNumbers: Readonly<Record<string, number>> = {
	'#NULL!': 0x00,
	'#DIV/0!': 0x07,
	'#VALUE!': 0x0f,
	'#REF!': 0x17,
	'#NAME?': 0x1d,
	'#NUM!': 0x24,
	'#N/A': 0x2a
};

/** `_x0041_` would be read as the character of that number. */
const escaped = (text: string): string => text.replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_');

/** An empty text is no cell at all: a spreadsheet would count it among those that say something. */
function cellOf(text: Cells[number]): CellObject | undefined {
	if (text === '') return undefined;
	if (typeof text === 'string') return { t: 's', v: escaped(text.slice(0, longestCell)) };
	if ('number' in text) return { t: 'n', v: text.number };
	return { t: 'e', v: errorNumbers[text.error] ?? 0x2a };
}

/** Every cell is a text, so that none is taken for a formula; but for numbers, and errors that were read as such. */
export function xlsxOf(rows: ReadonlyMap<number, Cells>, sheetName: string): WrittenFile {
	const data: (CellObject | undefined)[][] = [];
	for (const [row, texts] of rows) {
		data[row - 1] = texts.map(cellOf);
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
	// Texts stand in a table of their own: within cells, `&amp;` would be read as `&`.
	const options = { type: 'array', bookType: 'xlsx', bookSST: true, compression: true } as const;
	const bytes = new Uint8Array(write(book, options) as ArrayBuffer);
	return { type: xlsxType, extension: 'xlsx', bytes };
}

/** A byte order mark first; no cell is a formula, whatever it begins with. */
export function csvOf(rows: ReadonlyMap<number, Texts>, delimiter: string): WrittenFile {
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
