import { checkSheet } from '@foyer/shared/people-import';
import { describe, expect, test } from 'vitest';
import { utils, write, type BookType, type CellObject, type WorkSheet } from 'xlsx';
import { compoundFile } from './compound-file.ts';
import { readFile } from './read-file.ts';
import { deflated, zipOf, type ZipEntry } from './testing/zip-file.ts';
import { largestFile, type UnreadableReason } from './unreadable.ts';
import { unzip } from './zip.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const people = [
	['Prénom', 'Nom', 'Courriel', 'Téléphone', 'Né le'],
	['Zoé', 'Lefèvre', 'zoe@example.org', 33612345678901, new Date(Date.UTC(2001, 1, 3))],
	[],
	['Bo', '=1+1', 'bo@example.org', '+32 470', '']
];

function book(
	type: BookType,
	sheets: Record<string, WorkSheet>,
	hidden: readonly string[] = []
): Bytes {
	const workbook = utils.book_new();
	for (const [name, sheet] of Object.entries(sheets))
		utils.book_append_sheet(workbook, sheet, name);
	workbook.Workbook = {
		Sheets: Object.keys(sheets).map((name) => ({ name, Hidden: hidden.includes(name) ? 1 : 0 }))
	};
	return new Uint8Array(
		write(workbook, { type: 'array', bookType: type, compression: true }) as ArrayBuffer
	);
}

const sheetOf = (rows: unknown[][]) => utils.aoa_to_sheet(rows, { UTC: true });
const bytesOf = (text: string): Bytes => new TextEncoder().encode(text);
const latin = (text: string): Bytes =>
	Uint8Array.from([...text].map((letter) => letter.charCodeAt(0)));

function utf16(text: string, { mark = true, big = false } = {}): Bytes {
	const view = new DataView(new ArrayBuffer(text.length * 2 + (mark ? 2 : 0)));
	const marked = mark ? `\ufeff${text}` : text;
	for (let at = 0; at < marked.length; at++) view.setUint16(at * 2, marked.charCodeAt(at), !big);
	return new Uint8Array(view.buffer);
}

const emailsOf = async (bytes: Bytes) => {
	const check = checkSheet((await readFile(bytes)).rows);
	return check.refusal === null ? check.ready.map(({ row, person }) => [row, person.email]) : check;
};

const expected = [
	[2, 'zoe@example.org'],
	[4, 'bo@example.org']
];

describe('workbooks', () => {
	test.each<BookType>(['xlsx', 'xlsm', 'biff8', 'biff5'])(
		'%s is read with its true row numbers',
		async (type) => {
			expect(await emailsOf(book(type, { Members: sheetOf(people) }))).toEqual(expected);
		}
	);

	test.each<BookType>(['xlsx', 'biff8'])(
		'of a hidden sheet and one that is seen, the latter is read: %s',
		async (type) => {
			const sheets = {
				Old: sheetOf([['email'], ['old@example.org']]),
				Now: sheetOf([['email'], ['new@example.org']])
			};
			expect(await emailsOf(book(type, sheets, ['Old']))).toEqual([[2, 'new@example.org']]);
			expect(await emailsOf(book(type, sheets, ['Old', 'Now']))).toEqual([[2, 'old@example.org']]);
		}
	);

	test('numbers and dates become the text that is shown, long numbers in full', async () => {
		for (const type of ['xlsx', 'biff8'] as const) {
			const { rows } = await readFile(book(type, { Members: sheetOf(people) }));
			expect(rows.find(({ row }) => row === 2)?.cells.slice(3)).toEqual([
				'33612345678901',
				{ text: '2/3/01', plain: '2001-02-03' }
			]);
			expect(rows.find(({ row }) => row === 4)?.cells[1]).toBe('=1+1');
		}
	});

	test('what a cell shows of a number or a date hides nothing of it', async () => {
		const sheet = sheetOf([['email', 'x'], ['ana@example.org']]);
		sheet['B2'] = { t: 'n', v: 1234.5678, z: '#,##0' };
		sheet['C2'] = { t: 'n', v: 46156.75, z: 'dd/mm/yyyy hh:mm' };
		sheet['D2'] = { t: 'n', v: 0.25, z: '0%' };
		sheet['E2'] = { t: 'n', v: 12 };
		// A thousand and more, as some read it.
		sheet['F2'] = { t: 'n', v: 2.375 };
		sheet['!ref'] = 'A1:F2';
		const { rows } = await readFile(book('xlsx', { Sheet: sheet }));
		expect(rows[1]?.cells.slice(1)).toEqual([
			{ text: '1,235', plain: '1234.5678' },
			{ text: '14/05/2026 18:00', plain: '2026-05-14' },
			{ text: '25%', plain: '0.25' },
			'12',
			{ text: '2.375', plain: '2.375' }
		]);
	});

	test('a formula is its value, a boolean its word', async () => {
		const sheet = sheetOf([['email', 'x', 'y']]);
		utils.sheet_add_aoa(sheet, [['ana@example.org', true, 3]], { origin: 'A2' });
		sheet['C2'] = { t: 'n', v: 3, f: 'HYPERLINK("https://example.org")' };
		const { rows } = await readFile(book('xlsx', { Sheet: sheet }));
		expect(rows[1]?.cells).toEqual(['ana@example.org', 'TRUE', '3']);
	});

	test('hyperlinks come with where they lead', async () => {
		const sheet = sheetOf([['email'], ['Write to Ana']]);
		(sheet['A2'] as CellObject).l = { Target: 'mailto:ana@example.org' };
		for (const type of ['xlsx', 'biff8'] as const) {
			const { rows } = await readFile(book(type, { Sheet: sheet }));
			expect(rows[1]?.cells).toEqual([{ text: 'Write to Ana', link: 'mailto:ana@example.org' }]);
		}
	});

	test('the first sheet with an e-mail column is read, the others are named', async () => {
		const sheets = {
			Cover: sheetOf([]),
			Notes: sheetOf([['Hello']]),
			Members: sheetOf(people),
			More: sheetOf(people)
		};
		const read = await readFile(book('xlsx', sheets));
		expect(read).toMatchObject({ sheetName: 'Members', otherSheets: ['Cover', 'Notes', 'More'] });
	});

	test('a last cell far below and far to the right makes no million rows', async () => {
		const files = await unzip(book('xlsx', { Sheet: sheetOf(people) }), () => true);
		const far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>';
		const entries = [...files].map(([name, data]) => {
			const xml = new TextDecoder().decode(data).replace('</sheetData>', far);
			return {
				name,
				data: bytesOf(xml.replace(/<dimension [^>]*>/, '<dimension ref="A1:XFD1048576"/>'))
			};
		});
		const { rows } = await readFile(zipOf(entries));
		expect(rows.length).toBeLessThan(10);
		expect(rows.at(-1)).toEqual({ row: 1_048_576, cells: [] });
	});

	/** Written by hand: making it by a library takes longer than reading it. */
	async function longBook(count: number): Promise<Bytes> {
		const files = await unzip(book('xlsx', { S: sheetOf([['email']]) }), () => true);
		const row = (at: number) =>
			`<row r="${at}"><c r="A${at}" t="str"><v>p${at}@example.org</v></c></row>`;
		const rows = Array.from({ length: count }, (_, at) => row(at + 2)).join('');
		return zipOf(
			[...files].map(([name, data]) => {
				const xml = new TextDecoder().decode(data).replace('</sheetData>', `${rows}</sheetData>`);
				const packed = deflated(bytesOf(xml));
				return { name, packed, unpacked: bytesOf(xml).length };
			})
		);
	}

	test.each([
		[10_000, { refusal: null, counts: { rows: 10_000, ready: 10_000 } }],
		[100_000, { refusal: null, counts: { rows: 100_000, ready: 100_000 } }],
		[200_001, { refusal: 'too_many_rows' }]
	])(
		'of %i rows all are read, or it is clear that they are too many',
		async (count, expected) => {
			const { rows } = await readFile(await longBook(count));
			expect(checkSheet(rows)).toMatchObject(expected);
		},
		60_000
	);
});

describe('delimited text', () => {
	const csv =
		'Prénom;Courriel;Société\r\nZoé;zoe@example.org;"Été; & Cie"\r\n\r\nBo;bo@example.org;\r\n';

	test('a quote that nothing closes holds no rows below it', async () => {
		const rows = [
			'email,first name',
			'ana@example.org,"Ana',
			'bo@example.org,"Bo ""B"" Vos"',
			'cy@example.org,"Cy\nT"'
		];
		const whole = bytesOf([...rows, 'di@example.org,"Di', 'ed@example.org,Ed'].join('\n'));
		const [, ana, ...others] = (await readFile(whole)).rows;
		expect(ana?.cells[0]).toBe('ana@example.org');
		expect(others.at(-1)?.cells).toEqual(['ed@example.org', 'Ed']);
		expect(others.at(-2)?.cells).toEqual(['di@example.org', 'Di']);
		const alone = bytesOf(['email,name', 'ana@example.org,"Ana', 'bo@example.org,Bo'].join('\n'));
		expect(await emailsOf(alone)).toEqual([
			[2, 'ana@example.org'],
			[3, 'bo@example.org']
		]);
	});

	test.each<[string, Bytes]>([
		['UTF-8', bytesOf(csv)],
		['UTF-8 with a mark', bytesOf(`\ufeff${csv}`)],
		['Windows-1252', latin(csv)],
		['UTF-16', utf16(csv)],
		['UTF-16, big-endian', utf16(csv, { big: true })],
		['UTF-16 without a mark', utf16(csv, { mark: false })],
		['tabs', bytesOf(csv.replace('"Été; & Cie"', 'Été, & Cie').replaceAll(';', '\t'))],
		['commas', bytesOf(csv.replaceAll(';', ',').replace('Été,', 'Été;'))],
		['old Mac line ends', bytesOf(csv.replaceAll('\r\n', '\r'))]
	])('%s', async (_name, bytes) => {
		const { rows } = await readFile(bytes);
		expect(rows[0]?.cells).toEqual(['Prénom', 'Courriel', 'Société']);
		expect(rows[1]?.cells.slice(0, 2)).toEqual(['Zoé', 'zoe@example.org']);
		expect(rows[1]?.cells[2]).toMatch(/^Été[;,] & Cie$/);
		expect(await emailsOf(bytes)).toEqual(expected);
	});

	test("Excel's own habits are taken back", async () => {
		const { rows } = await readFile(
			bytesOf('sep=|\r\nemail|tel|note\r\na@example.org|="0470"|\'=1+1\r\n')
		);
		expect(rows[1]).toEqual({ row: 2, cells: ['a@example.org', '0470', '=1+1'] });
	});

	test('a list of addresses, and a line that lacks its closing quote', async () => {
		expect(await emailsOf(bytesOf('ana@example.org\nbo@example.org'))).toHaveLength(2);
		expect(await emailsOf(bytesOf('email,note\nana@example.org,"open'))).toEqual([
			[2, 'ana@example.org']
		]);
	});
});

describe('what is no sheet, or a trap', () => {
	const xlsx = book('xlsx', { Members: sheetOf(people) });
	const compoundWith = (...names: string[]): Bytes => {
		const file = compoundFile.utils.cfb_new();
		for (const name of names) compoundFile.utils.cfb_add(file, `/${name}`, new Uint8Array(5000));
		return Uint8Array.from(compoundFile.write(file, { type: 'array' }));
	};
	const workbookZip = (...entries: ZipEntry[]) =>
		zipOf([{ name: 'xl/workbook.xml', data: bytesOf('<workbook/>') }, ...entries]);
	const zeros = deflated(new Uint8Array(30 * 1024 * 1024));

	const cases: [string, UnreadableReason, () => Bytes][] = [
		['nothing', 'empty_file', () => new Uint8Array()],
		['a PDF', 'is_pdf', () => bytesOf('%PDF-1.7\n')],
		['a picture', 'is_image', () => Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a)],
		[
			'a web page',
			'is_html',
			() => bytesOf('\n<!DOCTYPE html><table><tr><td>email</td></tr></table>')
		],
		['an old export in XML', 'is_html', () => bytesOf('<?xml version="1.0"?><Workbook/>')],
		[
			'a text document',
			'is_other_file',
			() => zipOf([{ name: 'word/document.xml', data: bytesOf('<w/>') }])
		],
		['an old text document', 'is_other_file', () => compoundWith('WordDocument')],
		[
			'a program',
			'is_other_file',
			() => Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0)
		],
		['a sheet of LibreOffice', 'is_other_spreadsheet', () => book('ods', { S: sheetOf(people) })],
		['a binary workbook', 'is_other_spreadsheet', () => book('xlsb', { S: sheetOf(people) })],
		[
			'an encrypted workbook',
			'encrypted',
			() => compoundWith('EncryptionInfo', 'EncryptedPackage')
		],
		['an encrypted old workbook', 'encrypted', () => encryptedXls()],
		['a workbook cut off', 'damaged', () => xlsx.slice(0, xlsx.length / 2)],
		['a workbook cut short', 'damaged', () => xlsx.slice(0, -30)],
		[
			'an old workbook cut off',
			'damaged',
			() => book('biff8', { S: sheetOf(people) }).slice(0, 700)
		],
		['a workbook in name only', 'damaged', () => workbookZip()],
		[
			'a bomb',
			'bomb',
			() =>
				workbookZip({ name: 'xl/worksheets/sheet1.xml', packed: zeros, unpacked: 30 * 1024 * 1024 })
		],
		[
			'a bomb that declares little',
			'bomb',
			() => workbookZip({ name: 'xl/worksheets/sheet1.xml', packed: zeros, unpacked: 1000 })
		],
		[
			'a bomb that declares too much',
			'bomb',
			() => workbookZip({ name: 'xl/media/x.png', packed: zeros, unpacked: 0xfffffff0 })
		],
		[
			'too many parts',
			'bomb',
			() =>
				zipOf(
					Array.from({ length: 5001 }, (_, at) => ({
						name: `xl/${at}.xml`,
						data: new Uint8Array()
					}))
				)
		],
		['a link over all cells', 'bomb', () => linkedXlsx()],
		['a huge file', 'too_big', () => new Uint8Array(largestFile + 1)]
	];

	function linkedXlsx(): Bytes {
		const xml =
			'<worksheet><sheetData/><hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks></worksheet>';
		return workbookZip({ name: 'xl/worksheets/sheet1.xml', data: bytesOf(xml) });
	}

	/** FilePass stands right after the stream's first record. */
	function encryptedXls(): Bytes {
		const stream = Uint8Array.of(
			0x09,
			0x08,
			4,
			0,
			0,
			6,
			5,
			0,
			0x2f,
			0,
			2,
			0,
			0,
			0,
			...new Uint8Array(5000)
		);
		const file = compoundFile.utils.cfb_new();
		compoundFile.utils.cfb_add(file, '/Workbook', stream);
		return Uint8Array.from(compoundFile.write(file, { type: 'array' }));
	}

	test.each(cases)('%s: %s', async (_name, reason, bytes) => {
		await expect(readFile(bytes())).rejects.toMatchObject({ name: 'Unreadable', reason });
	});

	test('entries that lie over each other are refused', async () => {
		const data = deflated(new Uint8Array(1000));
		const entry = { name: 'xl/a.xml', packed: data, unpacked: 1000, declaredPacked: 100_000 };
		await expect(readFile(workbookZip(entry))).rejects.toMatchObject({ reason: 'bomb' });
	});
});
