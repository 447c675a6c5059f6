import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	checkSheet,
	mostRows,
	noContext,
	type Cell,
	type SheetCheck,
	type SheetRow
} from './people-import.ts';

const sheet = (...rows: Cell[][]): SheetRow[] => rows.map((cells, at) => ({ row: at + 1, cells }));

function checked(rows: SheetRow[], context = noContext): SheetCheck {
	const check = checkSheet(rows, undefined, context);
	if (check.refusal !== null) throw new Error(check.refusal);
	return check;
}

describe('a sheet', () => {
	test('columns come in any order, and may stand below a title and blank rows', () => {
		const check = checked(
			sheet(
				['Members 2026'],
				[],
				['', ' '],
				['Prénom', 'Table', 'Courriel'],
				['Ana', '4', 'ana@example.org'],
				['', '', ''],
				['Bo', '5', 'bo@example.org']
			)
		);
		expect(check.headerRow).toBe(4);
		expect(check.ignoredColumns).toEqual(['Table']);
		expect(check.counts).toEqual({ rows: 2, ready: 2, problems: 0 });
		expect(check.ready.map(({ row, person }) => [row, person.firstName, person.email])).toEqual([
			[5, 'Ana', 'ana@example.org'],
			[7, 'Bo', 'bo@example.org']
		]);
	});

	test('an export without addresses is known by the ids in it, and who has none isn’t said', () => {
		const id = '0d9a2c58-25a5-4b0e-8a0a-0b6b1b1f7a02';
		const check = checked(
			sheet(['People'], ['Prénom', 'Société', 'Foyer ID'], ['Ana', 'Acme', id], ['Bo', '', ''])
		);
		expect(check.headerRow).toBe(2);
		expect(check.columns.map(({ column }) => column)).toEqual(['firstName', 'company', 'id']);
		expect(check.ready.map(({ person, ...row }) => [person.firstName, row.id])).toEqual([
			['Ana', id],
			['Bo', undefined]
		]);
		// Bo alone: of Ana the directory may know an address.
		expect(check.warnings).toEqual([{ code: 'no_address', count: 1, rows: [4] }]);
		const withBoth = sheet(['Foyer ID'], ['Foyer ID', 'E-mail'], [id, 'ana@example.org']);
		expect(checked(withBoth).headerRow).toBe(2);
	});

	test('a row that has nothing but the id of another was copied, and says nobody', () => {
		const id = '0d9a2c58-25a5-4b0e-8a0a-0b6b1b1f7a02';
		const { ready, problems } = checked(
			sheet(['Foyer ID', 'Name', 'E-mail'], [id, 'Ana', ''], [id, 'Bo', ''], [id, '', ''])
		);
		expect(ready.map(({ person, ...row }) => [person.firstName, row.id])).toEqual([
			['Ana', id],
			['Bo', undefined]
		]);
		expect(problems).toMatchObject([{ row: 4, problems: [{ code: 'email_missing' }] }]);
		expect(problems[0]?.values.id).toBeUndefined();
	});

	test('all errors are told at once, under the true row numbers', () => {
		const { problems, counts } = checked(
			sheet(
				['email', 'langue', 'gsm'],
				['ana@example.org', 'fr', ''],
				[],
				['not an address', 'xx', { text: '#VALUE!', error: true }],
				['', 'fr', '']
			)
		);
		expect(counts).toEqual({ rows: 3, ready: 1, problems: 2 });
		expect(problems.map(({ row, problems }) => [row, problems.map(({ code }) => code)])).toEqual([
			[4, ['email_malformed', 'language_unknown', 'formula_error']],
			[5, ['email_missing']]
		]);
	});

	test('of an address that comes again, without regard to case, the first row counts', () => {
		const { ready, problems } = checked(
			sheet(
				['email', 'taal'],
				['Ana@example.org', '?'],
				['bo@example.org', ''],
				['BO@example.org', ''],
				['ana@EXAMPLE.org', 'nl']
			)
		);
		expect(ready.map(({ row }) => row)).toEqual([3]);
		expect(problems.map(({ row, repeats, email }) => [row, repeats, email])).toEqual([
			[2, null, 'ana@example.org'],
			[4, 3, 'bo@example.org'],
			[5, 2, 'ana@example.org']
		]);
	});

	test('hyperlinks are unwrapped, and it is told once with the rows', () => {
		const link = (text: string, address: string) => ({ text, link: `mailto:${address}` });
		const { ready, warnings } = checked(
			sheet(
				['email', 'naam'],
				[link('Write to Ana', 'ana@example.org'), 'Ana Diaz'],
				[link('bo@example.org', 'old@example.org'), 'Bo'],
				['Cy <cy@example.org>', 'Cy'],
				[{ text: 'di@example.org', link: 'https://example.org' }, 'Di']
			)
		);
		expect(ready.map(({ person }) => person.email?.slice(0, 2))).toEqual(['an', 'bo', 'cy', 'di']);
		expect(warnings).toEqual([
			{ code: 'address_unwrapped', count: 3, rows: [2, 3, 4] },
			{ code: 'name_split', count: 1, rows: [2] }
		]);
	});

	test('a bare list of addresses needs no headers', () => {
		const { ready, headerRow } = checked(
			sheet(['', 'ana@example.org'], ['', 'Bo <bo@example.org>'])
		);
		expect(headerRow).toBe(null);
		expect(ready.map(({ person }) => person.email)).toEqual(['ana@example.org', 'bo@example.org']);
	});

	const whatIs = (check: SheetCheck) =>
		Object.fromEntries(check.laid.map(({ header, index, column }) => [header || index, column]));

	test('where no header is known as that of addresses, the column that holds them is', () => {
		const check = checked(
			sheet(
				['Participants'],
				['Prénom', 'Coordonnées électroniques', 'Remarque'],
				['Ana', 'ana@example.org', 'asks bo@example.org'],
				['Bo', 'bo@example', 'cy@example.org'],
				['Cy', 'cy@example.org', '']
			)
		);
		expect(check.headerRow).toBe(2);
		expect(whatIs(check)).toEqual({
			Prénom: 'firstName',
			'Coordonnées électroniques': 'email',
			Remarque: 'note'
		});
		expect(check.ready.map(({ row, person }) => [row, person.firstName])).toEqual([
			[3, 'Ana'],
			[5, 'Cy']
		]);
	});

	test('a sheet without headers is read by where its addresses stand', () => {
		const rows = sheet(['Ana', 'ana@example.org', '0470'], ['Bo', 'bo@example.org', '']);
		const check = checked(rows);
		expect(check.headerRow).toBe(null);
		expect(check.laid).toEqual([
			{ index: 0, header: '', sample: 'Ana', column: null },
			{ index: 1, header: '', sample: 'ana@example.org', column: 'email' },
			{ index: 2, header: '', sample: '0470', column: null }
		]);
		const chosen = new Map([
			[0, 'firstName'],
			[2, 'phone']
		] as const);
		const { ready } = checked(rows, { ...noContext, chosen });
		expect(ready.map(({ person }) => [person.firstName, person.email, person.phone])).toEqual([
			['Ana', 'ana@example.org', '0470'],
			['Bo', 'bo@example.org', '']
		]);
	});

	test('rows with which something was done come as needing a look, whatever they hold', () => {
		const rows = sheet(
			['E-mail', 'Name'],
			['ana@example.org', 'Ana'],
			['bo@example.org', 'Bo'],
			['ANA@example.org', 'Ana']
		);
		const { ready, problems, counts } = checked(rows, { ...noContext, touched: new Set([2]) });
		expect(ready.map(({ row }) => row)).toEqual([3]);
		expect(problems).toMatchObject([
			{ row: 2, values: { email: 'ana@example.org' }, problems: [], repeats: null },
			{ row: 4, repeats: 2 }
		]);
		expect(counts).toEqual({ rows: 3, ready: 1, problems: 2 });
	});

	test('what is said of columns by hand counts before what their headers say', () => {
		const rows = sheet(
			['E-mail', 'Autre adresse', 'Prénom', 'Présence', 'Remarque', ''],
			['ana@old.example', 'ana@example.org', 'Ana', 'declined', 'x', 'Acme']
		);
		const chosen = new Map([
			[1, 'email'],
			[2, null],
			[3, 'standing'],
			[4, 'company'],
			[5, 'note']
		] as const);
		const check = checked(rows, { ...noContext, chosen });
		expect(whatIs(check)).toEqual({
			'E-mail': null,
			'Autre adresse': 'email',
			Prénom: null,
			Présence: 'standing',
			Remarque: 'company',
			5: 'note'
		});
		expect(check.ready).toMatchObject([
			{
				standing: 'declined',
				person: { email: 'ana@example.org', firstName: '', company: 'x', note: 'Acme' }
			}
		]);
	});

	test.each([
		[[], { refusal: 'empty' }],
		[sheet([''], ['  ', '\t']), { refusal: 'empty' }],
		[sheet(['E-mail', 'Nom']), { refusal: 'no_rows' }],
		[
			sheet(['Prénom', '', 'Nom'], ['Ana', '', 'Diaz']),
			{ refusal: 'no_email_column', headers: ['Prénom', 'Nom'] }
		]
	])('%j is refused as a whole: %j', (rows, refusal) => {
		expect(checkSheet(rows)).toEqual(refusal);
	});

	test('100,000 rows are taken, one more is too many', () => {
		const rows = (count: number) =>
			sheet(['email'], ...Array.from({ length: count }, (_, at) => [`p${at}@example.org`]));
		expect(checked(rows(mostRows)).counts.ready).toBe(mostRows);
		expect(checkSheet(rows(mostRows + 1))).toEqual({ refusal: 'too_many_rows' });
	});

	test('whatever the cells hold, nothing throws and no row is lost', () => {
		const text = fc.oneof(
			fc.string({ unit: 'binary', maxLength: 12 }),
			fc.constantFrom(
				'',
				'email',
				'Nom',
				'a@example.org',
				'A@EXAMPLE.org',
				'mailto:%',
				'#N/A',
				'<a@b.cd>'
			)
		);
		const cell = fc.oneof(
			text,
			fc.record({ text, link: fc.oneof(text, fc.constant('mailto:x@y.zz')) })
		);
		fc.assert(
			fc.property(fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 8 }), (matrix) => {
				const check = checkSheet(sheet(['E-mail', 'Nom', 'x'], ...matrix));
				if (check.refusal !== null) return;
				const { ready, problems, counts } = check;
				const rows = [...ready, ...problems].map(({ row }) => row);
				expect(new Set(rows).size).toBe(counts.rows);
				expect(ready.length + problems.length).toBe(counts.rows);
				const emails = ready.flatMap(({ person }) => person.email ?? []);
				expect(new Set(emails).size).toBe(emails.length);
				for (const { problems: found, repeats } of problems)
					expect(found.length > 0 || repeats !== null).toBe(true);
			})
		);
	});
});
