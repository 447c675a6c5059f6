import { exportWords } from '@foyer/shared/export-words';
import {
	delimiterOf,
	exportFormats,
	peopleExport,
	registrantExport,
	cellText,
	exportCells,
	type ExportCell,
	type ExportColumn,
	type ExportFormat
} from '@foyer/shared/exports';
import { locales, type Locale } from '@foyer/shared/locales';
import { barePerson, type Person } from '@foyer/shared/people';
import { expect, test } from 'vitest';
import { read, utils } from 'xlsx';
import { openFile } from '../../../../api/src/exports/file-writer.ts';
import { readFile } from '../people-import/read-file.ts';
import { exportFile } from './export-file.ts';

const hard = [
	'Inès',
	'نور',
	'=1+1',
	"'=1+1",
	'=1\n+2',
	'-5',
	'+33 1',
	'@x',
	'a;b, "c"',
	' <b>&amp;</b> ',
	'_x0041_',
	'two\nlines',
	'🦊',
	''
];
const people = hard.map((text, at): Person => ({
	...barePerson,
	id: crypto.randomUUID(),
	firstName: text,
	lastName: hard.at(-1 - at) ?? '',
	email: at % 2 ? null : `p${at}@example.org`,
	note: text,
	groupIds: at % 3 ? [] : ['g', 'h'],
	custom: at % 2 ? { f: -4.5, y: true } : {},
	createdAt: Date.UTC(2026, 4, at + 1, 20)
}));
const field = { choices: [], position: 1, createdAt: 0, deletedAt: null };
const known = {
	fields: [
		{ ...field, id: 'f', name: 'Table', kind: 'number' as const },
		{ ...field, id: 'y', name: '=Vegan', kind: 'yes_no' as const }
	],
	groups: ['g', 'h'].map((id) => ({
		...{ id, name: `Group ${id}`, smart: false, rule: null, createdAt: 0, deletedAt: null }
	})),
	timeZone: 'Europe/Brussels'
};

const textsOf = <Row>(columns: ExportColumn<Row>[], rows: readonly Row[]): ExportCell[][] => [
	columns.map(({ header }) => header),
	...rows.map((row) => exportCells(columns, row))
];

const tables = (locale: Locale): ExportCell[][][] => {
	const words = exportWords[locale];
	const registered = people.map((person) => ({
		...person,
		personId: person.id,
		status: 'registered' as const,
		mailState: 'sent' as const,
		source: 'page' as const,
		admittedAt: Date.UTC(2026, 4, 1, 20),
		ledInAt: null
	}));
	const registrants = registrantExport(
		{
			...known,
			profileOf: (person: Person) => person,
			accessOf: ({ email }) => email && { key: 'abc', link: `https://x/?email=${email}&key=abc` }
		} as Parameters<typeof registrantExport<(typeof registered)[number]>>[0],
		words
	);
	return [textsOf(peopleExport(known, words), people), textsOf(registrants, registered)];
};

async function byServer(format: ExportFormat, locale: Locale, rows: ExportCell[][]) {
	const file = openFile(format, locale, 'gala');
	// In several pieces, as it comes from the database.
	const parts = [await file.add(rows.slice(0, 1)), await file.add(rows.slice(1, 5))];
	parts.push(await file.add(rows.slice(5)), await file.add([]), await file.end());
	return new Uint8Array(Buffer.concat(parts));
}

test.each(locales)('the server’s CSV is the device’s, byte for byte (%s)', async (locale) => {
	for (const rows of tables(locale)) {
		const device = exportFile({
			format: 'csv',
			delimiter: delimiterOf(locale),
			sheetName: 'gala',
			rows
		});
		expect(Buffer.from(await byServer('csv', locale, rows))).toEqual(Buffer.from(device.bytes));
	}
});

test.each(exportFormats)('the server’s %s is read again as it was', async (format) => {
	for (const rows of tables('nl')) {
		const read = await readFile(await byServer(format, 'nl', rows));
		const texts = read.rows.map(({ cells }) =>
			rows[0]?.map((_, at) => {
				const cell = cells[at] ?? '';
				return typeof cell === 'object' ? cell.text : cell;
			})
		);
		const told = (cell: ExportCell) =>
			format === 'xlsx' && typeof cell === 'object' ? String(cell.number) : cellText(cell);
		expect(texts).toEqual(rows.map((cells) => cells.map(told)));
	}
});

test('the server’s workbook holds what the device’s does, numbers as numbers', async () => {
	for (const rows of tables('fr')) {
		const table = { format: 'xlsx', delimiter: ';', sheetName: 'gala', rows } as const;
		const files = [await byServer('xlsx', 'fr', rows), exportFile(table).bytes];
		const [server, device] = files.map((bytes) =>
			utils.sheet_to_json<unknown[]>(read(bytes).Sheets['gala'] ?? {}, { header: 1 })
		);
		expect(server).toEqual(device);
		expect(server?.flat().filter((cell) => cell === -4.5)).toHaveLength(hard.length / 2);
	}
});
