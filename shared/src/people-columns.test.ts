import { describe, expect, test } from 'vitest';
import { headerKey } from './header-key.ts';
import { readHeader, type PersonColumn } from './people-columns.ts';

const columnsOf = (headers: string[]) =>
	Object.fromEntries(readHeader(headers).columns.map(({ column, index }) => [column, index]));

describe('headers', () => {
	test.each<[PersonColumn, string[]]>([
		['email', ['email', 'E-mail', 'E_MAIL', ' Courriel ', 'Adresse e-mail', 'Mail', 'E-mailadres']],
		['email', ['e-mail (obligatoire)', 'Email *', 'Adresse électronique', 'EMAIL ADDRESS']],
		['firstName', ['first_name', 'First Name', 'firstName', 'Prénom', 'PRE\u0301NOM', 'Voornaam']],
		['lastName', ['last_name', 'Surname', 'Nom de famille', 'Achternaam', 'Familienaam']],
		['fullName', ['Full name', 'Nom complet', 'Nom et prénom', 'Volledige naam']],
		['company', ['company', 'Organisation', 'Organization', 'Société', 'Entreprise', 'Bedrijf']],
		['phone', ['phone', 'Téléphone', 'Tél.', 'tel', 'Telefoon', 'GSM']],
		['language', ['language', 'Langue', 'Taal']],
		['note', ['note', 'Notes', 'Remarque', 'Opmerking']],
		['groups', ['groups', 'Groupes', 'Groepen', 'Labels', 'Group Membership']]
	])('%s is called %j', (column, headers) => {
		for (const header of headers) expect(columnsOf(['x', header])).toEqual({ [column]: 1 });
	});

	test.each<[string[], Record<string, number>]>([
		[['Nom', 'Prénom', 'E-mail'], { lastName: 0, firstName: 1, email: 2 }],
		[['E-mail', 'Nom'], { email: 0, fullName: 1 }],
		[['Naam', 'Voornaam'], { lastName: 0, firstName: 1 }],
		[['Name', 'Surname'], { lastName: 1 }],
		[['First name', 'Last name', 'Full name'], { firstName: 0, lastName: 1, fullName: 2 }],
		[['First name', 'Full name'], { firstName: 0 }],
		[
			['Buyer first name', 'Buyer email', 'Attendee first name', 'Attendee last name'],
			{ firstName: 2, lastName: 3 }
		],
		[['Attendee email', 'Attendee name', 'Purchaser name'], { email: 0, fullName: 1 }],
		[['Prénom du participant', 'E-mail participant', 'Attendee'], { firstName: 0, email: 1 }],
		[['Naam van de deelnemer', 'E-mail deelnemer'], { fullName: 0, email: 1 }]
	])(
		'%j: one column for the name is the full name, beside a first name it is the last',
		(headers, found) => {
			expect(columnsOf(headers)).toEqual(found);
		}
	);

	test('unknown columns and second ones of a kind are named as ignored, but for the errors of an export', () => {
		const header = readHeader(['Table', 'email', '', 'E-mail 2', 'courriel', 'Erreur', ' Score ']);
		expect(header.columns).toEqual([{ column: 'email', header: 'email', index: 1 }]);
		expect(header.ignored.map(({ header }) => header)).toEqual([
			'Table',
			'E-mail 2',
			'courriel',
			'Score'
		]);
	});

	test.each<[string[], Record<string, number>]>([
		[['Table', 'Diet', 'Table'], { 'custom.a': 0, 'custom.c': 1, 'custom.b': 2 }],
		[['table', 'Table', 'Table'], { 'custom.a': 0, 'custom.b': 1 }],
		[['Note', 'Note'], { note: 0, 'custom.d': 1 }],
		[['Diét', 'diet'], { 'custom.c': 0 }],
		[['T-shirt', 'T shirt'], { 'custom.f': 0, 'custom.e': 1 }]
	])('%j: own fields of one name are those of the columns in turn', (headers, found) => {
		const fields = [
			{ id: 'a', name: 'Table' },
			{ id: 'b', name: 'Table' },
			{ id: 'c', name: 'Diet' },
			{ id: 'd', name: 'Note' },
			{ id: 'e', name: 'T shirt' },
			{ id: 'f', name: 'T-shirt' }
		];
		const { columns } = readHeader(headers, fields);
		expect(Object.fromEntries(columns.map(({ column, index }) => [column, index]))).toEqual(found);
	});

	test('words that every object has mean nothing', () => {
		expect(columnsOf(['constructor', '__proto__', 'toString'])).toEqual({});
	});

	test('a key has no case, accents or punctuation', () => {
		expect(headerKey(' N° de Téléphone [fixe] ')).toBe('ndetelephone');
	});
});
