import {
	findHeader,
	isBlank,
	mostRows,
	type Cell,
	type SheetRow
} from '@foyer/shared/people-import';
import { writtenNumber } from '@foyer/shared/written-numbers';
import { read, SSF, utils, type CellObject, type DenseWorkSheet, type ParsingOptions } from 'xlsx';
import { checkBiff, mostLinkedCells } from './biff.ts';
import { compoundFile } from './compound-file.ts';
import type { ReadSheet } from './sheet.ts';
import { Unreadable } from './unreadable.ts';
import { unzip, zipNames } from './zip.ts';

/** Enough to see that a sheet is too long, with some blank rows and a title. */
const rowsLookedAt = mostRows + 1000;

/** Sheets that are looked through for one with an e-mail column. */
const mostSheets = 10;

/** Numbers as a person writes them: a phone number is not 3.36E+10. */
function textOf(cell: CellObject): string {
	const shown = cell.w ?? '';
	if (
		cell.t === 'n' &&
		typeof cell.v === 'number' &&
		(shown === '' || /E[+-]?\d|^#+$/.test(shown))
	) {
		return Number.isInteger(cell.v) && Math.abs(cell.v) < 1e21 ? cell.v.toFixed(0) : String(cell.v);
	}
	return shown || (cell.v === undefined ? '' : String(cell.v));
}

/** What the parser knows of formats, which its types leave open. */
const formats = SSF as {
	is_date(format: string): boolean;
	parse_date_code(
		serial: number,
		options: { date1904: boolean }
	): { y: number; m: number; d: number } | null;
};

/** A day as it is counted in cells, from 1900 or, in workbooks of old Macs, from 1904. */
function dayOf(serial: number, date1904: boolean): string | undefined {
	const parts = formats.parse_date_code(serial, { date1904 });
	if (!parts || parts.y < 1900) return undefined;
	const two = (part: number) => String(part).padStart(2, '0');
	return `${parts.y}-${two(parts.m)}-${two(parts.d)}`;
}

/** A number or a date as it is, however the sheet shows it; undefined where that says nothing more. */
function plainOf({ t, v, z }: CellObject, text: string, date1904: boolean): string | undefined {
	if (t !== 'n' || typeof v !== 'number') return undefined;
	const isDate = typeof z === 'string' && formats.is_date(z);
	const plain = isDate ? dayOf(v, date1904) : String(v);
	// What another language would read otherwise is told to be a number, and not a text that looks like one.
	const isClear = isDate || writtenNumber(v, '.') === plain;
	return plain === text && isClear ? undefined : plain;
}

function cellOf(cell: CellObject | undefined, date1904: boolean): Cell {
	if (!cell) return '';
	const text = textOf(cell);
	const link = cell.l?.Target;
	const plain = plainOf(cell, text, date1904);
	const error = cell.t === 'e';
	if (link === undefined && plain === undefined && !error) return text;
	return {
		text,
		...(error && { error }),
		...(link !== undefined && { link }),
		...(plain !== undefined && { plain })
	};
}

/** Wider sheets are read up to here: a cell far to the right would make every row as long. */
const mostColumns = 500;

function cellsOf(row: CellObject[], date1904: boolean): Cell[] {
	const cells: Cell[] = [];
	for (const key of Object.keys(row)) {
		const at = Number(key);
		if (!(at < mostColumns)) continue;
		while (cells.length < at) cells.push('');
		cells[at] = cellOf(row[at], date1904);
	}
	return cells;
}

/** By keys, not by length: a sheet whose last cell stands in row 1,048,576 has few rows. */
function rowsOf(sheet: DenseWorkSheet, date1904: boolean): SheetRow[] {
	const data = (sheet['!data'] as CellObject[][] | undefined) ?? [];
	return Object.keys(data).map((key) => ({
		row: Number(key) + 1,
		cells: cellsOf(data[Number(key)] ?? [], date1904)
	}));
}

const options: ParsingOptions = {
	type: 'array',
	dense: true,
	cellFormula: false,
	cellHTML: false,
	// Tells dates from other numbers.
	cellNF: true,
	sheetRows: rowsLookedAt
};

function readSheet(bytes: Uint8Array, name: string): SheetRow[] {
	const bookOf = (rows: number) => read(bytes, { ...options, sheetRows: rows, sheets: name });
	const book = bookOf(rowsLookedAt);
	const sheet = book.Sheets[name] as DenseWorkSheet | undefined;
	if (!sheet) return [];
	const date1904 = Boolean(book.Workbook?.WBProps?.date1904);
	const rows = rowsOf(sheet, date1904);
	const all = sheet['!fullref'] as string | undefined;
	const goesOn = all !== undefined && utils.decode_range(all).e.r >= rowsLookedAt;
	const few = rows.filter((row) => !isBlank(row)).length <= mostRows;
	// Few rows seen and more announced: blank ones stand between them, or below.
	if (!goesOn || !few) return rows;
	return rowsOf((bookOf(0).Sheets[name] as DenseWorkSheet | undefined) ?? sheet, date1904);
}

/** The first sheet that names e-mail addresses, else the first with anything in it. */
function chosenSheet(
	bytes: Uint8Array,
	names: readonly string[]
): { name: string; rows: SheetRow[] } | undefined {
	let filled: { name: string; rows: SheetRow[] } | undefined;
	for (const name of names.slice(0, mostSheets)) {
		const rows = readSheet(bytes, name);
		const content = rows.filter((row) => !isBlank(row));
		if (findHeader(content)) return { name, rows };
		if (content.length > 0) filled ??= { name, rows };
	}
	return filled;
}

/** The sheets that aren't seen: told with all texts of the workbook, which takes as long as reading a sheet. */
function hiddenIn(bytes: Uint8Array): string[] {
	const { Workbook: about } = read(bytes, { type: 'array', sheets: [], sheetRows: 1 });
	return (about?.Sheets ?? []).flatMap(({ name, Hidden }) => (name && Hidden ? [name] : []));
}

/** Reads an Excel file that was found to be safe to unpack. */
function readSafe(bytes: Uint8Array): ReadSheet {
	const names = read(bytes, { type: 'array', bookSheets: true }).SheetNames;
	const hidden = names.length > 1 ? hiddenIn(bytes) : [];
	// Who hid a sheet doesn't mean it.
	const inOrder = [...names.filter((name) => !hidden.includes(name)), ...hidden];
	const chosen = chosenSheet(bytes, inOrder);
	return {
		format: 'xlsx',
		delimiter: ',',
		rows: chosen?.rows ?? [],
		sheetName: chosen?.name ?? null,
		otherSheets: names.filter((name) => name !== chosen?.name)
	};
}

function whatElse(names: readonly string[]): Unreadable {
	const spreadsheets = ['xl/workbook.bin', 'Index/Document.iwa', 'content.xml', 'Index.zip'];
	return new Unreadable(
		names.some((name) => spreadsheets.includes(name)) ? 'is_other_spreadsheet' : 'is_other_file'
	);
}

function refuseHugeLinks(files: ReadonlyMap<string, Uint8Array>): void {
	let linked = 0;
	for (const [name, content] of files) {
		if (!name.startsWith('xl/worksheets/')) continue;
		const xml = new TextDecoder().decode(content);
		for (const [, ref] of xml.matchAll(/<(?:\w+:)?hyperlink\s[^>]*?\bref=["']([^"']+)/g)) {
			const { s, e } = utils.decode_range(ref ?? 'A1');
			linked += Math.max(1, (e.r - s.r + 1) * (e.c - s.c + 1));
			if (!(linked <= mostLinkedCells)) throw new Unreadable('bomb');
		}
	}
}

/** Reads an Excel workbook of 2007 or later (ECMA-376). Throws `Unreadable`. */
export async function readZip(bytes: Uint8Array<ArrayBuffer>): Promise<ReadSheet> {
	const names = zipNames(bytes);
	if (!names.includes('xl/workbook.xml')) throw whatElse(names);
	const files = await unzip(bytes, (name) => /\.(xml|rels)$/i.test(name));
	refuseHugeLinks(files);
	// The parser unpacks by itself and trusts what it finds: it gets the checked parts, not the file.
	const repacked = compoundFile.utils.cfb_new();
	for (const [name, content] of files) compoundFile.utils.cfb_add(repacked, `/${name}`, content);
	return readSafe(compoundFile.write(repacked, { type: 'array', fileType: 'zip' }));
}

/** Reads what Excel wrote from 97 to 2003, and finds out encrypted files. Throws `Unreadable`. */
export function readCompound(bytes: Uint8Array): ReadSheet {
	const { FileIndex: parts } = compoundFile.read(bytes, { type: 'array' });
	if (parts.some(({ name }) => name === 'EncryptedPackage')) throw new Unreadable('encrypted');
	const book = parts.find(({ name }) => /^(workbook|book)$/i.test(name));
	if (!book?.content) throw new Unreadable('is_other_file');
	checkBiff(Uint8Array.from(book.content));
	return readSafe(bytes);
}

/** Reads what Excel wrote before 97, without a container. Throws `Unreadable`. */
export function readBiff(bytes: Uint8Array): ReadSheet {
	checkBiff(bytes);
	return readSafe(bytes);
}
