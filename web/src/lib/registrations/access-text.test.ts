import { expect, test } from 'vitest';
import { eventLike } from '#lib/events/testing.ts';
import {
	accessInformation,
	accessText,
	languageFor,
	linkTable,
	mailto,
	type WaysIn
} from './access-text.ts';

const link =
	'https://foyer.example/maison/gala/live?email=in%C3%A8s%2B1%40example.org&key=0123456789abcdef012345';
const to = { email: 'inès+1@example.org', firstName: 'Inès' };

test('speaks the event’s language and its zone’s time', () => {
	const { subject, text } = accessText(eventLike({ language: 'nl' }), 'Inès', link);
	expect(subject).toContain('Uw link');
	expect(text).toContain('donderdag 14 mei 2026');
	expect(text).toContain('19:00');
	expect(text).toContain(link);
});

test('fills recipient, subject and text in, with CRLF', () => {
	const address = mailto(eventLike(), to, link) ?? '';
	expect(address).toMatch(/^mailto:in%C3%A8s%2B1%40example\.org\?subject=/);
	const query = new URLSearchParams(address.slice(address.indexOf('?')));
	expect(query.get('body')).toContain(`\r\n${link}\r\n`);
	expect(address).not.toMatch(/%0A(?<!%0D%0A)/);
});

test.each(['é'.repeat(200), '会'.repeat(200), '🎭'.repeat(100)])(
	'stays under 2,000 characters with a title of %s, the link whole',
	(title) => {
		const long = `${'a'.repeat(240)}@example.org`;
		const own = link.replace('in%C3%A8s%2B1%40example.org', encodeURIComponent(long));
		const address = mailto(eventLike({ title }), { email: long, firstName: 'é'.repeat(100) }, own);
		expect(address?.length).toBeLessThan(2000);
		expect(decodeURIComponent(address ?? '')).toContain(own);
	}
);

/** An address with so many letters, each of which takes nine characters there and fifteen in the text. */
const longAs = (letters: number) => {
	const email = `${'会'.repeat(letters)}@example.org`;
	const own = link.replace('in%C3%A8s%2B1%40example.org', encodeURIComponent(email));
	return { email, own };
};

test.each([40, 60, 68])(
	'stays under 2,000 characters with an address of %d letters beyond ASCII, the link whole',
	(letters) => {
		const { email, own } = longAs(letters);
		const address = mailto(
			eventLike({ title: 'é'.repeat(100) }),
			{ email, firstName: 'Inès' },
			own
		);
		expect(address?.length).toBeLessThan(2000);
		expect(decodeURIComponent(address ?? '')).toContain(own);
	}
);

test('there is none where address and link alone are too long', () => {
	const { email, own } = longAs(80);
	expect(mailto(eventLike(), { email, firstName: 'Inès' }, own)).toBeNull();
});

test.each([
	['quotes', 'L’« Œuvre » & "Ballet" — 50% d\'émoi ? #1 + 2 = 3'],
	['line breaks', 'First line\r\nSecond line\nThird'],
	['right to left', 'حفل الشتاء'],
	['characters of two units', '🎭🎪'.repeat(20)]
])('a title with %s comes out as it went in', (_, title) => {
	const address = mailto(eventLike({ title }), to, link) ?? '';
	expect(address.length).toBeLessThan(2000);
	expect(address).not.toMatch(/[\s"<>]/);
	expect(address).not.toMatch(/%0A(?<!%0D%0A)|%0D(?!%0A)/);
	const [recipient, query = ''] = address.slice('mailto:'.length).split('?');
	expect(decodeURIComponent(recipient ?? '')).toBe(to.email);
	const fields = Object.fromEntries(
		query.split('&').map((field) => field.split('=').map(decodeURIComponent))
	) as { subject: string; body: string };
	const oneLine = title.replace(/\s+/g, ' ');
	expect(fields.subject, 'a subject is one line').toContain(oneLine);
	expect(fields.body).toContain(oneLine);
	expect(fields.body.split('\r\n')).toContain(link);
});

test('someone is written to in their own language, else in the event’s', () => {
	const event = eventLike({ language: 'fr' });
	expect(languageFor(event, { language: 'nl-BE' })).toBe('nl');
	expect(languageFor(event, { language: null })).toBe('fr');
	expect(languageFor(event, { language: 'de' })).toBe('fr');
});

test('access information holds event, date in the event’s zone, link and key, and the code where there is one', () => {
	const key = '0123456789abcdef012345';
	const lines = (code: WaysIn['code']) =>
		accessInformation(eventLike({ language: 'en' }), { link, key, code }, 'Europe/Brussels').split(
			'\n'
		);
	expect(lines(null)).toEqual([
		'Event: Assemblée de quartier',
		expect.stringMatching(/^When: Thursday,? 14 May 2026 at 19:00 (CEST|UTC\+2|GMT\+2)$/),
		`Link: ${link}`,
		`Key: ${key}`
	]);
	const page = 'https://foyer.example/maison/gala';
	expect(lines({ digits: '0471', page }).at(-1)).toBe(
		`Code: 0471, with your e-mail address on ${page}`
	);
});

test('the date is also told as the clock of who copies it shows it, where that is another hour', () => {
	const ways = { link, key: '0'.repeat(22), code: null };
	const [, date] = accessInformation(eventLike({ language: 'en' }), ways, 'Asia/Tokyo').split('\n');
	expect(date).toMatch(
		/14 May 2026 at 19:00 .+ = Friday,? 15 May 2026 at 02:00 (JST|GMT\+9|UTC\+9)$/
	);
});

test('French says its hours as everywhere else', () => {
	const ways = { link, key: '0'.repeat(22), code: null };
	const [, date] = accessInformation(
		eventLike({ language: 'fr' }),
		ways,
		'America/Los_Angeles'
	).split('\n');
	expect(date?.replaceAll('\u00a0', ' ')).toMatch(/14 mai 2026 à 19 h 00 .+ = .+ à 10 h 00 /);
});

test('links go to a spreadsheet a line each, no name as a formula', () => {
	expect(
		linkTable([
			{ name: '=HYPERLINK("x")', email: 'a@example.org', link },
			{ name: 'Two\tcells\nTwo lines', email: '+b@example.org', link }
		])
	).toBe(`'=HYPERLINK("x")\ta@example.org\t${link}\nTwo cells Two lines\t'+b@example.org\t${link}`);
});
