import { describe, expect, test } from 'vitest';
import type { CustomField } from './custom-fields.ts';
import { checkSheet, noContext, type ImportContext, type SheetCheck } from './people-import.ts';

const group = (id: string, name: string, smart = false) => ({ id, name, smart });
const field = (of: Partial<CustomField> & Pick<CustomField, 'id' | 'name' | 'kind'>) => ({
	choices: [],
	position: 0,
	createdAt: 0,
	deletedAt: null,
	...of
});

/** As the product writes it: lines of comma-separated cells, none of which holds a comma. */
function read(text: string, context: Partial<ImportContext> = {}): SheetCheck {
	const rows = text
		.trim()
		.split('\n')
		.map((line, at) => ({ row: at + 1, cells: line.trim().split(',') }));
	const check = checkSheet(rows, () => {}, { ...noContext, ...context });
	if (check.refusal !== null) throw new Error(check.refusal);
	return check;
}

const who = ({ ready }: SheetCheck) =>
	ready.map(({ person }) => [person.firstName, person.lastName, person.email]);

describe('Google Contacts', () => {
	const groups = [group('choir', 'Choir'), group('press', 'Press')];

	test('as it exports now', () => {
		const check = read(
			`First Name,Middle Name,Last Name,Organization Name,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value
			Ana,,Diaz,Acme,Alto,* myContacts ::: Choir,* Work,ana@example.org ::: old@example.org,,,Mobile,+32 470
			Bo,,de Vries,,,* myContacts,,,Home,bo@example.org,,02 ::: 03`,
			{ groups }
		);
		expect(check).toMatchObject({ source: 'google', problems: [] });
		expect(check.ready).toMatchObject([
			{
				row: 2,
				person: { firstName: 'Ana', company: 'Acme', note: 'Alto', email: 'ana@example.org' },
				groupIds: ['choir']
			},
			{ row: 3, person: { lastName: 'de Vries', email: 'bo@example.org', phone: '02' } }
		]);
		expect(check.ready[1]).not.toHaveProperty('groupIds');
		expect(check.warnings).toEqual([{ code: 'several_addresses', count: 1, rows: [2] }]);
		expect(check.ignoredColumns).toEqual([
			'E-mail 1 - Label',
			'E-mail 2 - Label',
			'Phone 1 - Label'
		]);
	});

	test('as it exported before', () => {
		const check = read(
			`Name,Given Name,Additional Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Name
			Ana Diaz,Ana,,Diaz,Press ::: * myContacts,*,ana@example.org,Mobile,0470,Acme
			Bo de Vries,,,,* myContacts,*,bo@example.org,,,`,
			{ groups }
		);
		expect(who(check)).toEqual([
			['Ana', 'Diaz', 'ana@example.org'],
			['Bo', 'de Vries', 'bo@example.org']
		]);
		expect(check.ready[0]).toMatchObject({ person: { company: 'Acme' }, groupIds: ['press'] });
	});
});

describe('Eventbrite', () => {
	const headers =
		'Order #,Order Date,First Name,Last Name,Email,Quantity,Price Tier,Ticket Type,Attendee #,Group,Order Type,Attendee Status';

	test('several tickets of one address are one person; another name on one needs a look', () => {
		const check = read(`${headers}
			1,11/29/24 22:28,Ana,Diaz,ana@example.org,1,,Adult,11,Team A,Free Order,Attending
			1,11/29/24 22:28,Ana,Diaz,ANA@example.org,1,,Child,12,,Free Order,Attending
			1,11/29/24 22:28,Bo,Diaz,ana@example.org,1,,Child,13,,Free Order,Attending
			2,11/29/24 22:30,Cy,Twombly,cy@example.org,1,,Adult,21,,Free Order,Checked In`);
		expect(check.source).toBe('eventbrite');
		expect(who(check)).toEqual([
			['Ana', 'Diaz', 'ana@example.org'],
			['Cy', 'Twombly', 'cy@example.org']
		]);
		expect(check.problems).toMatchObject([{ row: 4, repeats: 2, problems: [] }]);
		expect(check.warnings).toEqual([{ code: 'further_ticket', count: 1, rows: [3] }]);
		expect(check.counts).toEqual({ rows: 4, ready: 2, problems: 1 });
	});

	test('a further ticket with which something was done is no less a row', () => {
		const check = read(
			`${headers}
			1,,Ana,Diaz,ana@example.org,1,,Adult,11,,,Attending
			1,,Ana,Diaz,ana@example.org,1,,Child,12,,,Attending`,
			{ touched: new Set([3]) }
		);
		expect(check.problems).toMatchObject([{ row: 3, repeats: 2, problems: [] }]);
		expect(check.warnings).toEqual([]);
	});

	test('who isn’t attending is told apart, unless another ticket of theirs is valid', () => {
		const check = read(`${headers}
			1,,Ana,Diaz,ana@example.org,1,,Adult,11,,,Not Attending
			1,,Ana,Diaz,ana@example.org,1,,Adult,12,,,Attending
			2,,Bo,Vos,bo@example.org,1,,Adult,21,,,Refunded`);
		expect(check.ready.map(({ row, standing }) => [row, standing])).toEqual([
			[3, undefined],
			[4, 'cancelled']
		]);
	});
});

test('Eventbrite in French: who bought together is no group, and a mobile phone is a phone', () => {
	const { ready } = read(
		`N° de commande,Prénom,Nom de famille,E-mail,Type de billet,Groupe,Statut du participant,Téléphone portable
		1,Zoé,Élan,zoe@example.org,Entrée,Chorale,Participe,0470
		2,Lou,Roy,lou@example.org,Entrée,,Remboursé(e),`,
		{ groups: [group('choir', 'Chorale')] }
	);
	expect(ready).toMatchObject([{ person: { phone: '0470' } }, { standing: 'cancelled' }]);
	expect(ready[0]).not.toHaveProperty('groupIds');
});

describe('Outlook', () => {
	test('a mobile phone counts before those at work and at home, which stand in for it, as further addresses do', () => {
		const check = read(
			`First Name,Middle Name,Last Name,E-mail Address,E-mail 2 Address,Home Phone,Business Phone,Mobile Phone,Language
			Ana,,Diaz,ana@example.org,old@example.org,03,02,0470,English (United States)
			Bo,,Vos,,bo@example.org,03,02,,French (Belgium)`
		);
		expect(check).toMatchObject({ problems: [], warnings: [], ignoredColumns: [] });
		expect(check.ready.map(({ person }) => person)).toMatchObject([
			{ email: 'ana@example.org', phone: '0470', language: 'en' },
			{ email: 'bo@example.org', phone: '03', language: 'fr' }
		]);
	});
});

describe('parts of a name in columns of their own', () => {
	test('a middle name stands after the first, a prefix before the last', () => {
		const check = read(
			`Voornaam,Middle Name,Tussenvoegsel,Achternaam,E-mailadres
			Jan,Piet,van den,Berg,jan@example.org
			Bo,,,Vos,bo@example.org`
		);
		expect(who(check)).toEqual([
			['Jan Piet', 'van den Berg', 'jan@example.org'],
			['Bo', 'Vos', 'bo@example.org']
		]);
		expect(check.ignoredColumns).toEqual([]);
		expect(check.laid.map(({ column }) => column)).toEqual([
			'firstName',
			'firstName',
			'lastName',
			'lastName',
			'email'
		]);
	});

	test('without the name that they belong to, or said to mean nothing, they mean nothing', () => {
		const text = `Tussenvoegsel,Achternaam,E-mailadres\nvan,Dijk,a@example.org`;
		const chosen = new Map([[0, null]]);
		expect(who(read(text, { chosen }))).toEqual([['', 'Dijk', 'a@example.org']]);
		expect(read('Tussenvoegsel,E-mailadres\nvan,a@example.org').ignoredColumns).toEqual([
			'Tussenvoegsel'
		]);
	});

	test('a field of the organisation’s own of that name is what the column holds', () => {
		const fields = [
			field({ id: 'middle', name: 'Middle name', kind: 'text' }),
			field({ id: 'home', name: 'Home phone', kind: 'text' })
		];
		const { ready } = read('First name,Middle name,E-mail,Home phone\nAna,Maria,a@example.org,02', {
			fields
		});
		expect(ready).toMatchObject([
			{ person: { firstName: 'Ana', phone: '' }, custom: { middle: 'Maria', home: '02' } }
		]);
	});
});

describe('Luma', () => {
	test('says who comes; a name that was given in one is taken apart', () => {
		const diet = field({
			id: 'diet',
			name: "What's your diet?",
			kind: 'choice',
			choices: ['Vegan']
		});
		const check = read(
			`api_id,name,first_name,last_name,email,phone_number,created_at,approval_status,checked_in_at,qr_code_url,ticket_name,What's your diet?
			g1,Ana Diaz,Ana,Diaz,ana@example.org,+32470,2026-09-01,approved,2026-09-20,https://luma.com/1,Standard,vegan
			g2,Bo de Vries,,,bo@example.org,,2026-09-01,declined,,,,
			g3,Cy,Cy,,cy@example.org,,2026-09-01,waitlist,,,,
			g4,Di,Di,,di@example.org,,2026-09-01,invited,,,,
			g5,Ed,Ed,,ed@example.org,,2026-09-01,pending_approval,,,,
			g6,Flo,Flo,,flo@example.org,,2026-09-01,something_new,,,,`,
			{ fields: [diet] }
		);
		expect(check.source).toBe('luma');
		expect(
			check.ready.map(({ person, standing }) => [person.email?.slice(0, 2), standing])
		).toEqual([
			['an', undefined],
			['bo', 'declined'],
			['cy', 'waiting_list'],
			['di', 'invited'],
			['ed', 'pending'],
			['fl', 'pending']
		]);
		expect(check.ready[0]).toMatchObject({
			person: { phone: '+32470' },
			custom: { diet: 'Vegan' }
		});
		expect(check.ready[1]).toMatchObject({ person: { firstName: 'Bo', lastName: 'de Vries' } });
	});
});

describe('our own registrants', () => {
	test.each([
		['Status', 'Registered', 'Cancelled', 'Waiting list'],
		['Statut', 'Inscrit', 'Annulée', 'En liste d’attente'],
		['Status', 'Ingeschreven', 'Geannuleerd', 'Op de wachtlijst']
	])('%s: %s comes, %s and %s don’t', (header, comes, cancelled, waits) => {
		const { ready } = read(
			`E-mail,${header}\na@example.org,${comes}\nb@example.org,${cancelled}\nc@example.org,${waits}`
		);
		expect(ready.map(({ standing }) => standing)).toEqual([undefined, 'cancelled', 'waiting_list']);
	});
});

describe('an organisation’s own fields and groups', () => {
	const fields = [
		field({ id: 'table', name: 'Table', kind: 'number' }),
		field({ id: 'born', name: 'Né(e) le', kind: 'date' }),
		field({ id: 'diet', name: 'Diet (2026)', kind: 'choice', choices: ['Vegan', 'Halal'] }),
		field({ id: 'old', name: 'Diet (2025)', kind: 'text' }),
		field({ id: 'vip', name: 'VIP', kind: 'yes_no' })
	];
	const groups = [group('choir', 'Choir'), group('french', 'French', true)];

	test('are recognised by name, and their values by their kind', () => {
		const { ready, problems, ignoredColumns } = read(
			`email,table,Né(e) le,Diet (2026),VIP,Groupes,Autre
			a@example.org,1.234,14/05/85,vegan,VRAI,choir,x
			b@example.org,2,,,,,`,
			{ fields, groups, notation: { decimal: ',', dayFirst: true } }
		);
		expect(problems).toEqual([]);
		expect(ready).toMatchObject([
			{
				custom: { table: 1234, born: '1985-05-14', diet: 'Vegan', vip: true },
				groupIds: ['choir']
			},
			{ custom: { table: 2 } }
		]);
		expect(ready[1]).not.toHaveProperty('groupIds');
		expect(ignoredColumns).toEqual(['Autre']);
	});

	test('what a spreadsheet knows to be a date or a number is taken as it knows it', () => {
		const cells = [
			'a@example.org',
			{ text: '1,235', plain: '1234.5' },
			{ text: '5/14/85', plain: '1985-05-14' }
		];
		const check = checkSheet(
			[
				{ row: 1, cells: ['email', 'Table', 'Né(e) le'] },
				{ row: 2, cells }
			],
			() => {},
			{ ...noContext, fields }
		) as SheetCheck;
		expect(check.ready).toMatchObject([{ custom: { table: 1234.5, born: '1985-05-14' } }]);
	});

	test.each([
		['number', { text: '2.375', plain: '2.375' }, 2.375],
		['number', { text: '12,346', plain: '12345.678' }, 12345.678],
		['number', '2.375', 2375],
		['text', { text: '2.375', plain: '2.375' }, '2.375']
	] as const)(
		'in a field of kind %s, the cell %j is %j to who writes commas',
		(kind, cell, value) => {
			const check = checkSheet(
				[
					{ row: 1, cells: ['email', 'Weight'] },
					{ row: 2, cells: ['a@example.org', cell] }
				],
				() => {},
				{
					...noContext,
					fields: [field({ id: 'weight', name: 'Weight', kind })],
					notation: { decimal: ',', dayFirst: true }
				}
			) as SheetCheck;
			expect(check.ready).toMatchObject([{ custom: { weight: value } }]);
		}
	);

	test('their faults stand in the same list; a smart group is warned of', () => {
		const { ready, problems, warnings } = read(
			`email,table,vip,diet (2026),groups
			a@example.org,many,perhaps,meat,Brass
			b@example.org,,,,French
			not an address,x,,,`,
			{ fields, groups }
		);
		expect(problems.map(({ row, problems }) => [row, problems.map(({ code }) => code)])).toEqual([
			[2, ['not_a_number', 'not_yes_no', 'not_a_choice', 'group_unknown']],
			[4, ['email_malformed', 'not_a_number']]
		]);
		expect(ready).toMatchObject([{ row: 3 }]);
		expect(ready[0]).not.toHaveProperty('groupIds');
		expect(warnings).toEqual([{ code: 'group_smart', count: 1, rows: [3] }]);
	});
});
