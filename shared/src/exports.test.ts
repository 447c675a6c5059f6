import { expect, test } from 'vitest';
import { exportWords } from './export-words.ts';
import {
	cellText,
	delimiterOf,
	exportCells,
	mayExport,
	mayExportLinks,
	peopleExport,
	registrantExport,
	shownOf,
	type ExportColumn,
	type Profile
} from './exports.ts';
import { barePerson, type Person } from './people.ts';
import { allLevels, type Levels } from './team.ts';

const field = { choices: [], position: 1, createdAt: 0, deletedAt: null };
const group = (id: string, name: string) => ({
	...{ id, name, smart: false, rule: null, createdAt: 0, deletedAt: null }
});
const known = {
	fields: [
		{ ...field, id: 'n', name: 'Table', kind: 'number' as const },
		{ ...field, id: 'y', name: 'Vegan', kind: 'yes_no' as const },
		{ ...field, id: 'd', name: 'Born', kind: 'date' as const }
	],
	groups: [group('b', 'Choir'), group('a', 'Board')],
	timeZone: 'Europe/Brussels'
};
const textsOf = <Row>(columns: ExportColumn<Row>[], row: Row) =>
	Object.fromEntries(columns.map(({ header, text }) => [header, text(row)]));

test('a person is told column by column, values as they are stored', () => {
	const person: Person = {
		...barePerson,
		id: 'x',
		firstName: 'Inès',
		lastName: 'Moreau',
		email: 'ines@example.org',
		language: 'fr',
		createdAt: Date.UTC(2026, 4, 14, 22, 30),
		groupIds: ['b', 'gone', 'a'],
		custom: { n: -4.5, y: false, d: '1990-02-01', gone: 'x' }
	};
	expect(textsOf(peopleExport(known, exportWords.fr), person)).toEqual({
		Prénom: 'Inès',
		'Nom de famille': 'Moreau',
		'E-mail': 'ines@example.org',
		Société: '',
		Téléphone: '',
		Langue: 'fr',
		Note: '',
		'Date d’ajout': '2026-05-15 00:30',
		Groupes: 'Board; Choir',
		Table: '-4,5',
		Vegan: 'non',
		Born: '1990-02-01',
		'Foyer ID': 'x'
	});
});

test('a number is one to a workbook, and written for a CSV', () => {
	const person: Person = { ...barePerson, id: 'x', createdAt: 0, custom: { n: 4.5, y: true } };
	const columns = shownOf(peopleExport(known, exportWords.fr), ['custom.n', 'custom.y']);
	const cells = exportCells(columns, person);
	expect(cells).toEqual([{ number: 4.5, text: '4,5' }, 'oui']);
	expect(cells.map(cellText)).toEqual(['4,5', 'oui']);
	expect(exportCells(columns, { ...person, custom: {} })).toEqual(['', '']);
});

test.each([
	['opened' as const, { Invitation: 'Ouverte' }],
	['none' as const, { Invitation: '' }]
])('who stands as %s among the invited is told so, to who may see it', (state, told) => {
	const person: Person = { ...barePerson, id: 'x', createdAt: 0 };
	const invitedOf = () => state;
	const columns = (more: object) =>
		shownOf(peopleExport({ ...known, ...more }, exportWords.fr), ['invitation']);
	expect(textsOf(columns({ invitedOf }), person)).toEqual(told);
	expect(columns({})).toEqual([]);
});

const registration = {
	personId: 'x',
	firstName: 'Ada',
	lastName: '',
	email: 'ada@example.org',
	language: null,
	status: 'registered' as const,
	mailState: 'rejected' as const,
	source: 'page' as const,
	createdAt: 0,
	admittedAt: Date.UTC(2026, 4, 14, 18),
	ledInAt: Date.UTC(2026, 4, 14, 17),
	groupIds: []
};
const accessOf = () => ({ key: 'k', link: 'https://x' });
const profileOf = (): Profile => ({
	...{ company: 'Acme', phone: '+32 470', note: 'table 4', custom: { n: 4.5 } }
});
const registrants = (access?: typeof accessOf, profile?: typeof profileOf) =>
	registrantExport<Omit<typeof registration, 'status'> & { status: 'registered' | 'cancelled' }>(
		{ ...known, profileOf: profile, accessOf: access },
		exportWords.en
	);

test('keys and links are columns where they may be taken out, and empty for who has cancelled', () => {
	expect(textsOf(registrants(), registration)).not.toHaveProperty('Access link');
	expect(textsOf(registrants(accessOf), registration)).toMatchObject({
		Status: 'Registered',
		'Link by mail': 'Rejected',
		Came: 'on the registration page',
		Arrived: '2026-05-14 19:00',
		'Access key': 'k',
		'Access link': 'https://x'
	});
	const cancelled = { ...registration, status: 'cancelled' as const };
	expect(textsOf(registrants(accessOf), cancelled)).toMatchObject({
		'Access key': '',
		'Access link': ''
	});
	expect(registrants(accessOf).filter(({ opens }) => opens)).toHaveLength(2);
});

test('what the directory says of a registrant stands beside them, for who sees it', () => {
	const directory = { Company: 'Acme', Phone: '+32 470', Note: 'table 4', Table: '4.5' };
	expect(textsOf(registrants(undefined, profileOf), registration)).toMatchObject(directory);
	for (const header of Object.keys(directory))
		expect(textsOf(registrants(), registration)).not.toHaveProperty(header);
});

test('by whom a registrant is known again stands in every file, of who doesn’t see the directory too', () => {
	expect(textsOf(registrants(), registration)).toMatchObject({ 'Foyer ID': 'x' });
});

test('the columns shown stand in the list’s order; a name is two, what is unknown none', () => {
	const shown = shownOf(registrants(), ['email', 'gone', 'name']);
	expect(shown.map(({ header }) => header)).toEqual(['E-mail', 'First name', 'Last name']);
});

test('commas divide cells where they don’t divide decimals', () => {
	expect((['en', 'fr', 'nl'] as const).map(delimiterOf)).toEqual([',', ';', ';']);
});

test.each<[string, Partial<Levels>, 'all' | string[], boolean, boolean, boolean]>([
	['edits people and sees events', { people: 'edit', events: 'view' }, 'all', true, true, true],
	['edits people and is at the door', { people: 'edit', checkin: 'view' }, 'all', true, true, true],
	['edits people, and sees no event', { people: 'edit' }, 'all', true, false, false],
	['sees people', { people: 'view', events: 'manage' }, 'all', true, true, false],
	[
		'sees people and is at the door',
		{ people: 'view', checkin: 'manage' },
		'all',
		true,
		true,
		false
	],
	['sees people alone', { people: 'view' }, 'all', true, false, false],
	['sees events alone', { events: 'manage', checkin: 'manage' }, 'all', false, false, false],
	['edits people of the event', { people: 'edit', events: 'view' }, ['e'], false, true, true],
	['sees people of the event', { people: 'view', events: 'view' }, ['e'], false, true, false],
	['edits people of another', { people: 'edit', events: 'view' }, ['f'], false, false, false]
])('who %s may export what they hold', (_who, levels, events, people, event, links) => {
	const actor = {
		kind: 'member' as const,
		userId: 'u',
		host: false,
		levels: { ...allLevels('none'), ...levels },
		events
	};
	expect([mayExport(actor, null), mayExport(actor, 'e'), mayExportLinks(actor, 'e')]).toEqual([
		people,
		event,
		links
	]);
});
