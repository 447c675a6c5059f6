import * as v from 'valibot';
import { expect, test } from 'vitest';
import { reservedPageNames } from './access.ts';
import { myEventsInOrder, pageNameSchema, setUpHostSchema, suggestPageName } from './accounts.ts';

const firstIssue = (schema: v.GenericSchema, input: unknown): string | null => {
	const parsed = v.safeParse(schema, input);
	if (parsed.success) return null;
	const [issue] = parsed.issues;
	return `${v.getDotPath(issue) ?? ''} ${issue.message}`.trim();
};

test.each([
	['maison-des-arts', null],
	['  Maison ', null],
	['a1', null],
	['a', 'page_name_too_short'],
	['maison des arts', 'page_name_malformed'],
	['maison--des-arts', 'page_name_malformed'],
	['-maison', 'page_name_malformed'],
	['maison/arts', 'page_name_malformed'],
	['théâtre', 'page_name_malformed'],
	['favicon.svg', 'page_name_malformed'],
	['x'.repeat(61), 'too_long']
])('the page name %s: %s', (name, expected) => {
	expect(firstIssue(pageNameSchema, name)).toBe(expected);
});

test.each(reservedPageNames.filter((name) => name.length > 1))(
	'the page name %s is ours',
	(name) => {
		expect(firstIssue(pageNameSchema, name)).toBe('page_name_reserved');
	}
);

test.each([
	['Maison des Arts', 'maison-des-arts'],
	['Théâtre de l’Œuvre', 'theatre-de-l-oeuvre'],
	['App', 'app-1'],
	['東京', ''],
	['!!!', ''],
	['', ''],
	['Z', '']
])('%s suggests "%s"', (organisation, expected) => {
	expect(suggestPageName(organisation)).toBe(expected);
});

test('what is suggested is accepted', () => {
	for (const name of [
		'Maison des Arts',
		'API',
		'Sint-Lucas & Zonen',
		'x'.repeat(80),
		`${'a '.repeat(60)}`
	]) {
		expect(firstIssue(pageNameSchema, suggestPageName(name))).toBeNull();
	}
});

const setUp = {
	token: 'x',
	email: ' Ines@Example.org ',
	name: ' Inès  Moreau ',
	password: 'four grey cats',
	organisationName: 'Maison des Arts',
	pageName: 'maison-des-arts',
	timeZone: 'Europe/Paris',
	locale: 'fr'
};

test('a complete set-up is normalised', () => {
	expect(v.parse(setUpHostSchema, setUp)).toEqual({
		...setUp,
		email: 'ines@example.org',
		name: 'Inès Moreau'
	});
});

test.each([
	[{ email: 'ines' }, 'email email_malformed'],
	[{ name: '  ' }, 'name required'],
	[{ organisationName: '' }, 'organisationName required'],
	[{ password: 'short' }, 'password password_too_short'],
	[{ password: 'Maison des arts' }, 'password password_personal'],
	[{ password: 'ines@example.org' }, 'password password_personal'],
	[{ pageName: 'app' }, 'pageName page_name_reserved'],
	[{ timeZone: 'Europe/Atlantis' }, 'timeZone time_zone_unknown']
])('%o is refused: %s', (change, expected) => {
	expect(firstIssue(setUpHostSchema, { ...setUp, ...change })).toBe(expected);
});

test.each([
	['none', [], [], []],
	[
		'the next first',
		[
			[30, 40],
			[10, 20]
		],
		[10, 30],
		[]
	],
	[
		'one that goes on is to come',
		[
			[30, 40],
			[1, 9]
		],
		[1, 30],
		[]
	],
	[
		'over at its very end, the latest first',
		[
			[1, 2],
			[3, 5],
			[9, 10]
		],
		[9],
		[3, 1]
	]
])('one’s events in order: %s', (_name, events, coming, over) => {
	const rows = events.map(([startsAt = 0, endsAt = 0]) => ({ startsAt, endsAt }));
	const inOrder = myEventsInOrder(rows, 5);
	expect(inOrder.coming.map(({ startsAt }) => startsAt)).toEqual(coming);
	expect(inOrder.over.map(({ startsAt }) => startsAt)).toEqual(over);
});
