import { exportWords } from '@foyer/shared/export-words';
import { mailStates, registrationStatuses } from '@foyer/shared/registrations';
import { locales } from '@foyer/shared/locales';
import { readHeader } from '@foyer/shared/people-columns';
import { describe, expect, test } from 'vitest';
import { read } from 'xlsx';
import { columnWords } from '#lib/people-import/import-words.ts';
import { m } from '#lib/paraglide/messages.js';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';
import { mailLook, statusLook } from '#lib/registrations/mail-words.ts';
import { readFile } from '#lib/people-import/read-file.ts';
import { exportFile } from './export-file.ts';

const rows = [
	['First name', 'Phone', 'Note'],
	['Inès', '+33 1', '=HYPERLINK("x")'],
	['نور', '', 'two\nlines; "quoted", and more']
];

describe.each(['xlsx', 'csv'] as const)('an exported %s', (format) => {
	test.each([',', ';'] as const)(
		'is read again as it was, no cell a formula (%s)',
		async (delimiter) => {
			const { bytes, extension } = exportFile({ format, delimiter, sheetName: 'gala', rows });
			expect(extension).toBe(format);
			const read = await readFile(bytes);
			const texts = read.rows.map(({ cells }) =>
				cells.map((cell) => (typeof cell === 'object' ? cell.text : cell))
			);
			expect(texts.map(([first]) => first)).toEqual(['First name', 'Inès', 'نور']);
			expect(texts[2]?.[2]).toBe(rows[2]?.[2]);
			// Where a cell isn't known to be a text, a quote before it says so; reading takes it off again.
			if (format === 'csv') expect(new TextDecoder().decode(bytes)).toContain(`'+33 1`);
			expect(texts[1]?.[1]).toBe('+33 1');
		}
	);
});

test('what is empty is no cell of a workbook', () => {
	const { bytes } = exportFile({ format: 'xlsx', delimiter: ',', sheetName: 'gala', rows });
	const { gala } = read(bytes).Sheets;
	expect(gala?.['C3']).toBeDefined();
	expect(gala?.['B3']).toBeUndefined();
});

describe.each(locales)('in %s, exported files', (locale) => {
	const words = exportWords[locale];

	test('say what the interface says', () => {
		overwriteGetLocale(() => locale);
		expect(words).toMatchObject({
			firstName: columnWords.firstName(),
			lastName: columnWords.lastName(),
			email: columnWords.email(),
			company: columnWords.company(),
			phone: columnWords.phone(),
			language: columnWords.language(),
			note: columnWords.note(),
			groups: m.people_groups(),
			added: m.people_since(),
			registered: m.registrations_since(),
			arrived: m.registrations_column_arrived(),
			status: m.registrations_column_status(),
			mail: m.registrations_column_mail(),
			source: m.registrations_column_source(),
			key: m.registrations_key(),
			yes: m.condition_yes(),
			no: m.condition_no(),
			sources: {
				organizer: m.registrations_source_organizer(),
				import: m.registrations_source_import(),
				page: m.registrations_source_page()
			}
		});
		for (const status of registrationStatuses)
			expect(words.statuses[status]).toBe(statusLook(status).word);
		for (const state of mailStates) expect(words.mails[state]).toBe(mailLook(state).word);
	});

	test('have headers that an import understands', () => {
		const { firstName, lastName, email, company, phone, language, note } = words;
		const headers = [firstName, lastName, email, company, phone, language, note];
		expect(readHeader(headers).columns.map(({ column }) => column)).toEqual([
			'firstName',
			'lastName',
			'email',
			'company',
			'phone',
			'language',
			'note'
		]);
	});
});
