import { checkSheet, type SheetCheck } from '@foyer/shared/people-import';
import { describe, expect, test } from 'vitest';
import { read, type CellObject, type DenseWorkSheet } from 'xlsx';
import { readFile } from './read-file.ts';
import type { ReadSheet } from './sheet.ts';
import { fileWithErrors, template } from './write-file.ts';

const texts: string[][] = [
	['Table', 'email', 'langue'],
	['=1+1', 'ana@example.org', 'fr'],
	[],
	['@x', 'nobody', '+xx'],
	['\t-4', 'bo@example.org', '??']
];

const sheet = (format: 'xlsx' | 'csv'): ReadSheet => ({
	format,
	delimiter: ';',
	rows: texts.map((cells, at) => ({ row: at + 1, cells })).filter(({ cells }) => cells.length > 0),
	sheetName: 'Members',
	otherSheets: []
});

const checked = (read: ReadSheet) => checkSheet(read.rows) as SheetCheck;

const notes = {
	header: 'Fout',
	errors: new Map([[4, 'No address']]),
	changes: new Map([[5, { language: 'nl' }]]),
	headers: new Map([['language', 'Taal'] as const])
};

describe.each(['xlsx', 'csv'] as const)('the same file with its errors, as %s', (format) => {
	const written = fileWithErrors(sheet(format), checked(sheet(format)), notes);

	test('keeps its rows, says what is wrong and holds what was corrected', async () => {
		const { rows } = await readFile(written.bytes);
		const filled = rows.filter(({ cells }) => cells.some(Boolean));
		expect(filled.map(({ row, cells }) => [row, cells[2], cells[3] ?? ''])).toEqual([
			[1, 'langue', 'Fout'],
			[2, 'fr', ''],
			[4, '+xx', 'No address'],
			[5, 'nl', '']
		]);
	});

	test('is ready to be read again: the errors are no column, and written again stand in the same one', async () => {
		const again = await readFile(written.bytes);
		expect(checked(again).ignoredColumns).toEqual(['Table']);
		const twice = await readFile(
			fileWithErrors(again, checked(again), { ...notes, errors: new Map() }).bytes
		);
		expect(twice.rows.find(({ row }) => row === 4)?.cells[3] ?? '').toBe('');
		expect(twice.rows[0]?.cells).toEqual(['Table', 'email', 'langue', 'Fout']);
	});
});

test.each(['xlsx', 'csv'] as const)(
	'what was typed for a column that the sheet lacks has one of its own, after the errors, as %s',
	async (format) => {
		const id = '0d9a2c58-25a5-4b0e-8a0a-0b6b1b1f7a02';
		const rows = [
			['Prénom', 'Foyer ID'],
			['Ana', id],
			['', id.replace('0', '1')]
		];
		const exported = { ...sheet(format), rows: rows.map((cells, at) => ({ row: at + 1, cells })) };
		const typed = { firstName: '', id: rows[2]?.[1] ?? '', email: 'bo@example.org', phone: '' };
		const written = fileWithErrors(exported, checked(exported), {
			...{ header: 'Fout', errors: new Map([[2, 'Unknown']]), changes: new Map([[3, typed]]) },
			headers: new Map([
				['email', 'E-mail'],
				['phone', 'Telefoon'],
				['id', 'Foyer ID']
			] as const)
		});
		const again = await readFile(written.bytes);
		expect(again.rows.map(({ cells }) => cells.slice(2))).toEqual([
			['Fout', 'E-mail'],
			['Unknown'],
			['', 'bo@example.org']
		]);
		const { ready } = checked(again);
		expect(ready.map(({ person }) => person.email)).toEqual([null, 'bo@example.org']);
	}
);

test('what begins like a formula goes out as text', () => {
	const csv = new TextDecoder().decode(
		fileWithErrors(sheet('csv'), checked(sheet('csv')), notes).bytes
	);
	for (const text of ["'=1+1", "'@x", "'+xx", "'\t-4"]) expect(csv).toContain(text);
	const xlsx = read(fileWithErrors(sheet('xlsx'), checked(sheet('xlsx')), notes).bytes, {
		dense: true
	});
	const cells = (xlsx.Sheets['Members'] as DenseWorkSheet)['!data'].flat() as (
		CellObject | undefined
	)[];
	for (const cell of cells) expect(cell?.f).toBeUndefined();
	expect(cells.find((cell) => cell?.v === '=1+1')?.t).toBe('s');
});

test('the template holds headers that are understood', async () => {
	const headers = ['E-mail', 'Prénom', 'Nom', 'Téléphone'];
	const { rows } = await readFile(template(headers).bytes);
	const check = checkSheet([...rows, { row: 2, cells: ['ana@example.org', 'Ana'] }]) as SheetCheck;
	const columns = ['email', 'firstName', 'lastName', 'phone'];
	expect(check.columns.map(({ column }) => column)).toEqual(columns);
});

test('a name that was corrected stands in one column: what belonged before it isn’t read twice', async () => {
	const rows = [
		['Voornaam', 'Tussenvoegsel', 'Achternaam', 'E-mail'],
		['Jan', 'van den', 'Brg', 'jan@example.org']
	].map((cells, at) => ({ row: at + 1, cells }));
	const given = { ...sheet('csv'), rows };
	const changes = new Map([[2, { lastName: 'van den Berg' }]]);
	const written = fileWithErrors(given, checked(given), { ...notes, errors: new Map(), changes });
	const again = await readFile(written.bytes);
	expect(checked(again).ready).toMatchObject([{ person: { lastName: 'van den Berg' } }]);
});
