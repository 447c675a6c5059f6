import { inflateSync } from 'node:zlib';
import PostalMime from 'postal-mime';
import { encode } from 'uqr';
import { describe, expect, test } from 'vitest';
import { deriveCode } from '../access/access-keys.ts';
import { composeRegistrationMail, whySuppressed } from './registration-mail.ts';
import type { MailFacts } from './registration-mails.reads.ts';
import { qrPng } from './qr.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 4, 10, 9);
const config = {
	secret: 'a secret that is only for tests',
	publicUrl: 'https://foyer.test',
	mailFrom: 'foyer@foyer.test'
};

interface Changes {
	mail?: Partial<MailFacts['mail']>;
	registration?: Partial<MailFacts['registration']>;
	event?: Partial<MailFacts['event']>;
	personDeleted?: boolean;
}

const facts = ({ mail, registration, event, personDeleted = false }: Changes = {}): MailFacts => ({
	mail: {
		organisationId: '0b2c5f0e-9a52-4b6e-8a8f-2f4f9a3f1a10',
		id: '8f0f7d2e-4c0b-4c53-9a43-0d6a6f5f2f11',
		kind: 'confirmation',
		minutes: null,
		movedFrom: null,
		createdAt: now,
		...mail
	},
	registration: {
		id: 'c0ffee00-0000-4000-8000-000000000000',
		firstName: 'Inès',
		lastName: 'Moreau',
		email: 'ines+foyer@example.org',
		language: 'fr-CA',
		status: 'registered',
		keyVersion: 1,
		remindersStopped: false,
		...registration
	},
	personDeleted,
	event: {
		title: 'Concert <b>& plus</b>',
		description: 'Une soirée',
		permalink: 'concert',
		startsAt: Date.UTC(2026, 4, 14, 17),
		endsAt: Date.UTC(2026, 4, 14, 19),
		timeZone: 'Europe/Paris',
		language: 'fr',
		startsBy: 'clock',
		status: 'scheduled',
		deletedAt: null,
		opensByCode: false,
		revision: 3,
		...event
	},
	organisation: { name: 'Maison "des" Arts', pageName: 'maison' }
});

async function mailOf(changes: Changes = {}, at = now) {
	const message = await composeRegistrationMail(facts(changes), config, at);
	const mail = await PostalMime.parse(message.raw);
	const calendar = mail.attachments.find(({ mimeType }) => mimeType === 'text/calendar');
	const lines = calendar && Buffer.from(calendar.content as ArrayBuffer).toString('utf8');
	return {
		...mail,
		raw: message.raw.toString('latin1'),
		calendar: lines?.replace(/\r?\n[ \t]/g, '')
	};
}

const link =
	/^https:\/\/foyer\.test\/maison\/concert\/live\?email=ines%2Bfoyer%40example\.org&key=[0-9a-f]{22}$/m;

test('is headed as automatic, from the organisation, with a Message-ID made from the mail', async () => {
	const mail = await mailOf();
	expect(mail.messageId).toBe('<8f0f7d2e-4c0b-4c53-9a43-0d6a6f5f2f11@foyer.test>');
	expect(mail.from).toEqual({ name: 'Maison "des" Arts', address: 'foyer@foyer.test' });
	expect(mail.to).toEqual([{ name: 'Inès Moreau', address: 'ines+foyer@example.org' }]);
	expect(mail.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated');
	expect(mail.replyTo).toBeUndefined();
});

test('a confirmation holds the link, its code, the date with its zone, and the calendar entry', async () => {
	const mail = await mailOf();
	const [url] = link.exec(mail.text ?? '') ?? [];
	expect(mail.subject).toBe('Votre lien pour Concert <b>& plus</b>');
	expect(url).toBeDefined();
	expect(mail.html).toContain(`href="${url?.replace('&', '&amp;')}"`);
	expect(mail.text).toContain('heure d’été d’Europe centrale (UTC+2)');
	expect(mail.html).toContain('Concert &lt;b&gt;&amp; plus&lt;/b&gt;');
	expect(mail.html).not.toContain('<b>');
	expect(mail.calendar).toContain('METHOD:PUBLISH');
	expect(mail.calendar).toContain('SEQUENCE:3');
	expect(mail.calendar).toContain('UID:c0ffee00-0000-4000-8000-000000000000@foyer.test');
	expect(mail.calendar).toContain('DTSTART:20260514T170000Z');
	expect(mail.calendar).toContain(`URL;VALUE=URI:${url}`);
	const image = mail.attachments.find(({ mimeType }) => mimeType === 'image/png');
	expect(mail.html).toContain(`src="cid:${image?.contentId?.slice(1, -1)}"`);
	expect(modulesOf(Buffer.from(image?.content as ArrayBuffer))).toEqual(
		encode(url ?? '', { ecc: 'M', border: 4 }).data
	);
});

test.each([
	['fr', { registration: { language: 'fr' } }, 'Bonjour Inès,'],
	['nl-BE', { registration: { language: 'nl-BE' } }, 'Dag Inès,'],
	[
		'unknown, so the event’s',
		{ registration: { language: 'de' }, event: { language: 'en' as const } },
		'Hello Inès,'
	],
	['unset, without a name', { registration: { language: null, firstName: '' } }, 'Bonjour,']
])('speaks the language: %s', async (_name, changes, greeting) => {
	expect((await mailOf(changes)).text).toContain(greeting);
});

test.each([
	['en', 'confirmation' as const, /^Your code\n(\d{4})$/m],
	['fr', 'confirmation' as const, /^Votre code\n(\d{4})$/m],
	['nl', 'reminder' as const, /^Uw code\n(\d{4})$/m]
])('tells the code and where to type it, in %s', async (language, kind, label) => {
	const mail = await mailOf({
		mail: { kind },
		registration: { language },
		event: { opensByCode: true }
	});
	const [, code] = label.exec(mail.text ?? '') ?? [];
	expect(code).toBe(deriveCode(config.secret, facts().registration.id, 1));
	expect(mail.text).toContain('\nhttps://foyer.test/maison/concert\n');
	expect(mail.html).toContain(`>${code}<`);
	expect(mail.html).toContain('href="https://foyer.test/maison/concert"');
});

test.each<[string, Changes]>([
	['an event that opens by none', {}],
	[
		'who waits for a place',
		{ event: { opensByCode: true }, registration: { status: 'waiting_list' } }
	],
	[
		'a cancelled event',
		{ mail: { kind: 'event_cancelled' }, event: { opensByCode: true, status: 'cancelled' } }
	]
])('tells no code of %s', async (_of, changes) => {
	const code = deriveCode(config.secret, facts().registration.id, 1);
	const { text = '', html = '' } = await mailOf(changes);
	expect(text).not.toContain('Votre code');
	expect(text).not.toMatch(new RegExp(`\\b${code}\\b`));
	expect(html).not.toContain(`>${code}<`);
});

test('the waiting list gets neither way in nor code nor calendar entry, but its own page', async () => {
	const mail = await mailOf({ registration: { status: 'waiting_list' } });
	expect(mail.subject).toMatch(/^Liste d’attente/);
	expect(mail.raw).not.toContain('/live');
	expect(mail.text).toContain('https://foyer.test/maison/concert/registration?email=');
	expect(mail.attachments).toEqual([]);
});

test('a cancelled event takes its calendar entry back and leads nowhere', async () => {
	const mail = await mailOf({
		mail: { kind: 'event_cancelled' },
		event: { status: 'cancelled', revision: 4 }
	});
	expect(mail.calendar).toContain('METHOD:CANCEL');
	expect(mail.calendar).toContain('STATUS:CANCELLED');
	expect(mail.calendar).toContain('SEQUENCE:4');
	expect(mail.text).not.toContain('key=');
});

test('a moved event says when it was to be until then', async () => {
	const mail = await mailOf({ mail: { kind: 'event_moved', movedFrom: Date.UTC(2026, 4, 7, 17) } });
	expect(mail.text).toContain('Auparavant\u00a0: jeudi 7 mai 2026');
	expect(mail.text).toMatch(link);
});

test('a reminder says how soon, by the clock at which it is written', async () => {
	const reminder = {
		mail: { kind: 'reminder' as const, minutes: 1440 },
		registration: { language: 'en' }
	};
	const at = facts().event.startsAt - 24 * hour;
	expect((await mailOf(reminder, at)).subject).toBe('Concert <b>& plus</b> starts in 24 hours');
});

test('a reminder can be ended from a mail program, by one click or by its page; no other mail can', async () => {
	const reminder = { mail: { kind: 'reminder' as const, minutes: 60 } };
	const mail = await mailOf(reminder, facts().event.startsAt - hour);
	const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value;
	const credentials = 'email=ines%2Bfoyer%40example.org&key=[0-9a-f]{22}';
	expect(header('list-unsubscribe')).toMatch(
		new RegExp(`^<https://foyer\\.test/maison/concert/reminders\\?${credentials}>$`)
	);
	expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
	expect(mail.text).toMatch(
		new RegExp(`^https://foyer\\.test/maison/concert/registration\\?${credentials}$`, 'm')
	);
	expect((await mailOf()).headers.map(({ key }) => key)).not.toContain('list-unsubscribe');
});

test('what somebody typed cannot add a header', async () => {
	const mail = await mailOf({
		registration: { firstName: 'A\r\nBcc: b@example.org' },
		event: { title: 'T\r\nX-Evil: 1' }
	});
	expect(mail.headers.map(({ key }) => key)).not.toContain('x-evil');
	expect(mail.bcc).toBeUndefined();
});

describe('whether a mail is still true', () => {
	const starts = facts().event.startsAt;
	const reminder = { kind: 'reminder' as const, minutes: 60 };
	test.each<[string, Changes, number, ReturnType<typeof whySuppressed>]>([
		['as it was', {}, now, null],
		['no address', { registration: { email: null } }, now, 'no_address'],
		['person deleted', { personDeleted: true }, now, 'person_deleted'],
		['event deleted', { event: { deletedAt: now } }, now, 'event_deleted'],
		[
			'registration cancelled',
			{ registration: { status: 'cancelled' } },
			now,
			'registration_cancelled'
		],
		['event cancelled', { event: { status: 'cancelled' } }, now, 'event_cancelled'],
		[
			'told of its cancelling',
			{ mail: { kind: 'event_cancelled' }, event: { status: 'cancelled' } },
			now,
			null
		],
		['cancelling taken back', { mail: { kind: 'event_cancelled' } }, now, 'superseded'],
		['event ended', { event: { status: 'ended' } }, now, 'event_over'],
		['event over', {}, starts + 3 * hour, 'event_over'],
		['event live', { event: { status: 'live' } }, starts + 1000, null],
		['event live in overtime', { event: { status: 'live' } }, starts + 3 * hour, null],
		['late, started by hand', { event: { startsBy: 'hand' } }, starts + 3 * hour, null],
		['reminder in time', { mail: reminder }, starts - hour, null],
		['reminder, late', { mail: reminder }, starts - 1, null],
		['reminder after the start', { mail: reminder }, starts, 'event_begun'],
		['reminder of a moved event', { mail: reminder }, starts - 2 * hour, 'event_moved'],
		[
			'reminder that is not wanted',
			{ mail: reminder, registration: { remindersStopped: true } },
			starts - hour,
			'reminders_stopped'
		],
		[
			'news, though no reminders are wanted',
			{ registration: { remindersStopped: true } },
			now,
			null
		],
		[
			'reminder on the waiting list',
			{ mail: reminder, registration: { status: 'waiting_list' } },
			starts - hour,
			'registration_cancelled'
		]
	])('%s', (_name, changes, at, reason) => {
		expect(whySuppressed(facts(changes), at)).toBe(reason);
	});
});

test('a QR code of any length is a square PNG', () => {
	for (const text of ['a', 'x'.repeat(400)])
		expect(modulesOf(qrPng(text))).toEqual(encode(text, { ecc: 'M', border: 4 }).data);
});

/** Reads a one-bit PNG of six pixels a module back into modules. */
function modulesOf(png: Buffer): boolean[][] {
	const width = png.readUInt32BE(16);
	const length = png.readUInt32BE(33);
	const pixels = inflateSync(png.subarray(41, 41 + length));
	const stride = 1 + Math.ceil(width / 8);
	const isBlack = (x: number, y: number): boolean =>
		((pixels[y * stride + 1 + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) === 0;
	const size = width / 6;
	return Array.from({ length: size }, (_, y) =>
		Array.from({ length: size }, (_unused, x) => isBlack(x * 6 + 3, y * 6 + 3))
	);
}
