import { crc32, createDeflateRaw } from 'node:zlib';
import { longestCell } from '@foyer/shared/delimited-text';
import type { ExportCell } from '@foyer/shared/exports';
import type { FileWriter } from './file-writer.ts';

const xmlHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const packageNs = 'http://schemas.openxmlformats.org/package/2006';
const sheetNs = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const officeNs = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const typeOf = (part: string): string =>
	`application/vnd.openxmlformats-officedocument.spreadsheetml.${part}+xml`;

/** What XML can't say, left out: no field can hold it. */
// eslint-disable-next-line no-control-regex -- these are what is meant
const unsayable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const entities: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	'\r': '&#13;'
};

/** Text as it stands in a part; `_x0041_` would be read as the character of that number. */
const escape = (text: string): string =>
	text
		.toWellFormed()
		.replace(unsayable, '')
		.replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
		.replace(/[&<>"\r]/g, (character) => entities[character] ?? '');

const relationships = (id: string, type: string, target: string): string =>
	`${xmlHead}<Relationships xmlns="${packageNs}/relationships"><Relationship Id="${id}" Type="${officeNs}/${type}" Target="${target}"/></Relationships>`;

/** A sheet's name may have 31 characters, none of them one of these. */
const asSheetName = (name: string): string =>
	name.replace(/[\\/?*:[\]]/g, ' ').slice(0, 31) || 'Foyer';

const partsBefore = (sheetName: string): [name: string, content: string][] => [
	[
		'[Content_Types].xml',
		`${xmlHead}<Types xmlns="${packageNs}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${typeOf('sheet.main')}"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${typeOf('worksheet')}"/></Types>`
	],
	['_rels/.rels', relationships('rId1', 'officeDocument', 'xl/workbook.xml')],
	[
		'xl/workbook.xml',
		`${xmlHead}<workbook xmlns="${sheetNs}" xmlns:r="${officeNs}"><sheets><sheet name="${escape(asSheetName(sheetName))}" sheetId="1" r:id="rId1"/></sheets></workbook>`
	],
	['xl/_rels/workbook.xml.rels', relationships('rId1', 'worksheet', 'worksheets/sheet1.xml')]
];

const sheetBefore = (columns: number): string =>
	`${xmlHead}<worksheet xmlns="${sheetNs}"><cols><col min="1" max="${Math.max(1, columns)}" width="24" customWidth="1"/></cols><sheetData>`;
const sheetAfter = '</sheetData></worksheet>';

/** A column's letters: A, B, … Z, AA. */
function lettersOf(column: number): string {
	const last = String.fromCharCode(65 + (column % 26));
	return column < 26 ? last : lettersOf(Math.floor(column / 26) - 1) + last;
}

/** A text, as which nothing is taken for a formula, or a number; what is empty is no cell. */
function cellXml(cell: ExportCell, place: string): string {
	if (cell === '') return '';
	if (typeof cell === 'object') return `<c r="${place}"><v>${cell.number}</v></c>`;
	const text = escape(cell.slice(0, longestCell));
	return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
}

const rowXml = (cells: readonly ExportCell[], row: number): string =>
	`<row r="${row}">${cells.map((cell, column) => cellXml(cell, `${lettersOf(column)}${row}`)).join('')}</row>`;

/** Packs what is written, piece by piece. */
function openPacking() {
	const stream = createDeflateRaw();
	let parts: Buffer[] = [];
	stream.on('data', (part: Buffer) => parts.push(part));
	const taken = () => {
		const whole = Buffer.concat(parts);
		parts = [];
		return whole;
	};
	return {
		add: (content: Buffer) =>
			new Promise<Buffer>((resolve, reject) => {
				stream.write(content, (error) => (error ? reject(error) : resolve(taken())));
			}),
		end: () =>
			new Promise<Buffer>((resolve, reject) => {
				stream.once('error', reject).once('end', () => resolve(taken()));
				stream.end();
			})
	};
}

/** What a zip says of a part. */
interface Entry {
	name: Buffer;
	/** Whether its sizes follow it: they weren't known when it began. */
	streamed: boolean;
	crc: number;
	packed: number;
	unpacked: number;
	start: number;
}

/** A zip can't say more without its extension for large files; a sheet of a million rows stays below. */
const largest = 0xffff_ffff;

/** What both headers of an entry share. 1980-01-01 is the oldest date, and as good as any. */
function facts({ name, streamed, crc, packed, unpacked }: Entry): Buffer {
	const fields = Buffer.alloc(26);
	fields.writeUInt16LE(20, 0);
	// The name is UTF-8.
	fields.writeUInt16LE(0x0800 | (streamed ? 0x0008 : 0), 2);
	fields.writeUInt16LE(streamed ? 8 : 0, 4);
	fields.writeUInt16LE(0x0021, 8);
	fields.writeUInt32LE(crc, 10);
	fields.writeUInt32LE(packed, 14);
	fields.writeUInt32LE(unpacked, 18);
	fields.writeUInt16LE(name.length, 22);
	return fields;
}

const numbers = (...values: number[]): Buffer => {
	const buffer = Buffer.alloc(values.length * 4);
	values.forEach((value, at) => buffer.writeUInt32LE(value, at * 4));
	return buffer;
};

const localHeader = (entry: Entry): Buffer =>
	Buffer.concat([numbers(0x04034b50), facts(entry), entry.name]);

const directoryHeader = (entry: Entry): Buffer =>
	Buffer.concat([
		numbers(0x02014b50),
		Buffer.from([20, 0]),
		facts(entry),
		// No comment, first disk, no attributes.
		Buffer.alloc(10),
		numbers(entry.start),
		entry.name
	]);

function directoryEnd(entries: number, size: number, start: number): Buffer {
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(entries, 8);
	end.writeUInt16LE(entries, 10);
	end.writeUInt32LE(size, 12);
	end.writeUInt32LE(start, 16);
	return end;
}

const newEntry = (name: string, start: number, streamed: boolean): Entry => ({
	name: Buffer.from(name),
	streamed,
	crc: 0,
	packed: 0,
	unpacked: 0,
	start
});

/**
 * A workbook of one sheet (ECMA-376) that is written as its rows come: SheetJS would hold all of it in memory,
 * several times.
 */
export function openWorkbook(sheetName: string): FileWriter {
	const entries: Entry[] = [];
	const packing = openPacking();
	let length = 0;
	let row = 0;
	let sheet: Entry | undefined;
	const out = (...parts: Buffer[]): Buffer => {
		const whole = Buffer.concat(parts);
		length += whole.length;
		return whole;
	};

	function begin(): Buffer {
		const parts = partsBefore(sheetName).map(([name, text]) => {
			const content = Buffer.from(text);
			const entry = newEntry(name, length, false);
			entry.crc = crc32(content);
			entry.packed = entry.unpacked = content.length;
			entries.push(entry);
			return out(localHeader(entry), content);
		});
		sheet = newEntry('xl/worksheets/sheet1.xml', length, true);
		entries.push(sheet);
		return Buffer.concat([...parts, out(localHeader(sheet))]);
	}

	async function pack(entry: Entry, text: string): Promise<Buffer> {
		const content = Buffer.from(text);
		entry.crc = crc32(content, entry.crc);
		entry.unpacked += content.length;
		if (entry.unpacked > largest) throw new Error('the sheet is too large');
		const packed = await packing.add(content);
		entry.packed += packed.length;
		return out(packed);
	}

	async function add(rows: readonly (readonly ExportCell[])[]): Promise<Buffer> {
		const before = sheet ? Buffer.alloc(0) : begin();
		const entry = sheet as Entry;
		const head = row === 0 ? sheetBefore(rows[0]?.length ?? 0) : '';
		const text = head + rows.map((cells) => rowXml(cells, ++row)).join('');
		return Buffer.concat([before, await pack(entry, text)]);
	}

	return {
		add,
		async end() {
			const before = sheet ? Buffer.alloc(0) : await add([]);
			const entry = sheet as Entry;
			const last = await pack(entry, sheetAfter);
			const packed = await packing.end();
			entry.packed += packed.length;
			const after = out(packed, numbers(0x08074b50, entry.crc, entry.packed, entry.unpacked));
			const start = length;
			const directory = out(...entries.map(directoryHeader));
			return Buffer.concat([
				before,
				last,
				after,
				directory,
				directoryEnd(entries.length, directory.length, start)
			]);
		}
	};
}
