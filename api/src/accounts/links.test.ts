import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { allLevels } from '@foyer/shared/team';
import type { Context } from '../context.ts';
import { takeUserMail } from '../mail/user-mails.ts';
import { makeHost, openBrowser } from '../testing/accounts.ts';
import { openTestContext } from '../testing/context.ts';
import { makeOrganisation } from '../testing/organisations.ts';
import { afterwardsDone } from '../afterwards.ts';
import { ensureHostLink, makeHostLink } from './host.writes.ts';
import { createPasswordToken } from './user-tokens.writes.ts';

const hour = 3_600_000;

const tokenIn = (link: string | null): string => link?.split('#')[1] ?? '';

/** The link that a starting process prints; null where it prints none. */
async function firstLink(context: Context): Promise<string | null> {
	const first = await ensureHostLink(context);
	return typeof first === 'string' ? null : first.link;
}

const setUp = {
	email: 'ines@example.org',
	name: 'Inès Moreau',
	password: 'four grey cats',
	organisationName: 'Maison des Arts',
	pageName: 'maison-des-arts',
	timeZone: 'Europe/Paris',
	locale: 'fr'
} as const;

test('on an empty database one link makes the host and the organisation, once', async () => {
	const context = await openTestContext();
	const link = await firstLink(context);
	expect(link).toMatch(/^http:\/\/foyer\.test\/app\/welcome#[0-9a-f]{20}\.[0-9a-f]{40}$/);
	const browser = openBrowser(context);
	const token = tokenIn(link);
	expect(await browser.call((accounts) => accounts.hostLink({ token }))).toEqual({
		state: 'create'
	});
	const answer = await browser.call((accounts) => accounts.setUpHost({ ...setUp, token }));
	expect(answer).toMatchObject({
		state: 'signed_in',
		me: {
			user: { name: 'Inès Moreau', email: 'ines@example.org', locale: 'fr' },
			memberships: [
				{
					organisation: {
						name: 'Maison des Arts',
						pageName: 'maison-des-arts',
						locale: 'fr',
						timeZone: 'Europe/Paris'
					},
					actor: { host: true, levels: allLevels('manage'), events: 'all' }
				}
			]
		}
	});
	expect(await browser.call((accounts) => accounts.me())).toEqual(
		answer.state === 'signed_in' && answer.me
	);
	expect(await browser.call((accounts) => accounts.hostLink({ token }))).toEqual({ state: 'gone' });
	const again = await browser.call((accounts) =>
		accounts.setUpHost({ ...setUp, token, email: 'b@example.org' })
	);
	expect(again).toEqual({ state: 'gone' });
	expect(await ensureHostLink(context)).toBe('not_needed');
});

test('the link waits for as long as it is not used; only the newest is good', async () => {
	const context = await openTestContext();
	const first = tokenIn(await firstLink(context));
	const links = await Promise.all([1, 2, 3, 4].map(() => firstLink(context)));
	context.clock.time += 400 * 24 * hour;
	const states = [];
	for (const token of [first, ...links.map(tokenIn)]) {
		states.push(
			(await openBrowser(context).call((accounts) => accounts.hostLink({ token }))).state
		);
	}
	expect(states.filter((state) => state === 'create')).toHaveLength(1);
	expect(states[0]).toBe('gone');
});

test('a process that starts beside another on PostgreSQL leaves the link alone that has just been printed', async () => {
	const context = await openTestContext({ databaseUrl: 'postgres://several' });
	const started = await Promise.all([1, 2, 3].map(() => ensureHostLink(context)));
	const links = started.flatMap((first) => (typeof first === 'string' ? [] : [first.link]));
	expect(started.filter((first) => first === 'printed_by_another')).toHaveLength(2);
	const state = async (link: string | null) =>
		(await openBrowser(context).call((a) => a.hostLink({ token: tokenIn(link) }))).state;
	expect(await Promise.all(links.map(state))).toEqual(['create']);
	context.clock.time += 9 * 60_000;
	expect(await ensureHostLink(context)).toBe('printed_by_another');
	const byCommand = await makeHostLink(context);
	expect(await state(byCommand)).toBe('create');
	expect(await Promise.all(links.map(state))).toEqual(['gone']);
	context.clock.time += 10 * 60_000;
	const later = await firstLink(context);
	expect([await state(later), await state(byCommand)]).toEqual(['create', 'gone']);
});

test('of ten uses at once one makes the account, the others nothing', async () => {
	const context = await openTestContext();
	const token = tokenIn(await firstLink(context));
	const uses = await Promise.all(
		Array.from({ length: 10 }, (_, n) =>
			openBrowser(context).call((accounts) =>
				accounts.setUpHost({ ...setUp, token, email: `n${n}@example.org`, pageName: `page-${n}` })
			)
		)
	);
	expect(uses.map(({ state }) => state).sort()).toEqual([
		...Array<string>(9).fill('gone'),
		'signed_in'
	]);
	for (const table of ['users', 'organisations', 'members'] as const) {
		const { count } = await context.db
			.selectFrom(table)
			.select((eb) => eb.fn.countAll<number>().as('count'))
			.executeTakeFirstOrThrow();
		expect(Number(count)).toBe(1);
	}
});

test('a taken page name or address leaves nothing half made and the link good', async () => {
	const context = await openTestContext();
	await makeOrganisation(context.db, 'maison-des-arts');
	await context.db.updateTable('members').set({ host: false }).execute();
	await context.db.updateTable('users').set({ email: 'taken@example.org' }).execute();
	const token = tokenIn(await makeHostLink(context));
	const browser = openBrowser(context);
	const attempt = (change: object) =>
		browser.call((accounts) => accounts.setUpHost({ ...setUp, token, ...change }));
	expect(await attempt({})).toEqual({ state: 'page_name_taken' });
	expect(await attempt({ pageName: 'free', email: 'taken@example.org' })).toEqual({
		state: 'email_taken'
	});
	expect(await context.db.selectFrom('users').select('email').execute()).toEqual([
		{ email: 'taken@example.org' }
	]);
	expect(await attempt({ pageName: 'free' })).toMatchObject({ state: 'signed_in' });
});

test.each([
	{ pageName: 'app' },
	{ password: 'short' },
	{ password: 'maison-des-arts' },
	{ timeZone: 'Nowhere' }
])('%o is refused before anything is written', async (change) => {
	const context = await openTestContext();
	const token = tokenIn(await firstLink(context));
	const attempt = openBrowser(context).call((accounts) =>
		accounts.setUpHost({ ...setUp, token, ...change })
	);
	await expect(attempt).rejects.toMatchObject({ code: 'BAD_REQUEST' });
	expect(await context.db.selectFrom('users').select('id').execute()).toEqual([]);
});

test('a locked-out host is let in by a link of a day, which ends every session', async () => {
	const context = await openTestContext();
	const { email, password } = await makeHost(context);
	const [inside, outside] = [openBrowser(context), openBrowser(context)];
	await inside.call((accounts) => accounts.signIn({ email, password }));
	const token = tokenIn(await makeHostLink(context));
	expect(await outside.call((accounts) => accounts.hostLink({ token }))).toEqual({
		state: 'rescue',
		email
	});
	expect(await outside.call((accounts) => accounts.setUpHost({ ...setUp, token }))).toEqual({
		state: 'gone'
	});
	const rescue = (secret: string) =>
		outside.call((accounts) => accounts.rescueHost({ token, password: secret }));
	expect(await rescue('ines@example.org')).toEqual({ state: 'password_personal' });
	expect(await rescue('four grey cats')).toMatchObject({
		state: 'signed_in',
		me: { user: { email } }
	});
	expect(await inside.call((accounts) => accounts.me())).toBeNull();
	expect(await outside.call((accounts) => accounts.me())).not.toBeNull();
	expect(await rescue('five grey cats')).toEqual({ state: 'gone' });
	expect(await inside.call((accounts) => accounts.signIn({ email, password }))).toEqual({
		state: 'wrong'
	});
});

test('a link to a host of a day ago is gone', async () => {
	const context = await openTestContext();
	await makeHost(context);
	const token = tokenIn(await makeHostLink(context));
	context.clock.time += 24 * hour;
	expect(await openBrowser(context).call((accounts) => accounts.hostLink({ token }))).toEqual({
		state: 'gone'
	});
	const use = await openBrowser(context).call((accounts) =>
		accounts.rescueHost({ token, password: 'four grey cats' })
	);
	expect(use).toEqual({ state: 'gone' });
});

test('a link to a new password works for an hour, once, and only for what it is', async () => {
	const context = await openTestContext();
	const { userId, email } = await makeHost(context);
	const [token, late] = [
		await createPasswordToken(context, userId),
		await createPasswordToken(context, userId)
	];
	const browser = openBrowser(context);
	const set = (text: string) =>
		browser.call((a) => a.resetPassword({ token: text, password: 'four grey cats' }));
	expect(await browser.call((a) => a.resetLink({ token }))).toEqual({ state: 'good', email });
	expect(await browser.call((a) => a.hostLink({ token }))).toEqual({ state: 'gone' });
	expect(await browser.call((a) => a.rescueHost({ token, password: 'four grey cats' }))).toEqual({
		state: 'gone'
	});
	const [id] = token.split('.');
	expect(await set(`${id}.${'0'.repeat(40)}`)).toEqual({ state: 'gone' });
	expect(await set(token)).toMatchObject({ state: 'signed_in' });
	expect(await set(token)).toEqual({ state: 'gone' });
	expect(await set(late)).toEqual({ state: 'gone' });
	const expired = await createPasswordToken(context, userId);
	context.clock.time += hour;
	expect(await set(expired)).toEqual({ state: 'gone' });
});

test('of ten uses of a password link at once one wins', async () => {
	const context = await openTestContext();
	const { userId, email } = await makeHost(context);
	const token = await createPasswordToken(context, userId);
	const passwords = Array.from({ length: 10 }, (_, n) => `number ${n} of ten`);
	const uses = await Promise.all(
		passwords.map((password) =>
			openBrowser(context).call((a) => a.resetPassword({ token, password }))
		)
	);
	const winners = passwords.filter((_, n) => uses[n]?.state === 'signed_in');
	expect(winners).toHaveLength(1);
	const signIn = await openBrowser(context).call((a) =>
		a.signIn({ email, password: winners[0] ?? '' })
	);
	expect(signIn).toMatchObject({ state: 'signed_in' });
});

test('guessing links is limited by network', async () => {
	const context = await openTestContext();
	const browser = openBrowser(context);
	const guess = async () =>
		(await browser.call((a) => a.resetLink({ token: `${'0'.repeat(20)}.${'0'.repeat(40)}` })))
			.state;
	for (let n = 0; n < 60; n++) expect(await guess()).toBe('gone');
	expect(await guess()).toBe('throttled');
	expect(await browser.call((a) => a.hostLink({ token: 'x' }))).toMatchObject({
		state: 'throttled'
	});
});

/** A context whose log is read by the test. */
async function openLoggedContext() {
	const log: string[] = [];
	const context = await openTestContext();
	onTestFinished(() => afterwardsDone());
	return {
		context: {
			...context,
			log: pino({ level: 'debug' }, { write: (line) => void log.push(line) })
		},
		log
	};
}

/** The mails that wait for users, as text. */
async function takeMails(context: Context): Promise<string[]> {
	await afterwardsDone();
	const mails: string[] = [];
	for (let mail = await takeUserMail(context); mail; mail = await takeUserMail(context)) {
		const message = await mail.compose();
		// Lines of quoted-printable text (RFC 2045, 6.7) are joined; the token has only plain characters.
		mails.push(message?.raw.toString().replace(/=\r\n/g, '').replaceAll('=23', '#') ?? '');
	}
	return mails;
}

test('a forgotten password is asked for with the same answer for all, and mailed to who is known', async () => {
	const { context, log } = await openLoggedContext();
	const { email } = await makeHost(context);
	const browser = openBrowser(context);
	for (const asked of ['nobody@example.org', email]) {
		expect(await browser.call((a) => a.forgotPassword({ email: asked }))).toEqual({
			state: 'asked'
		});
	}
	const mails = await takeMails(context);
	expect(mails).toHaveLength(1);
	expect(mails[0]).toContain(email);
	const token = /\/app\/reset#([0-9a-f]{20}\.[0-9a-f]{40})/.exec(mails[0] ?? '')?.[1] ?? '';
	const answer = await browser.call((a) => a.resetPassword({ token, password: 'four grey cats' }));
	expect(answer).toMatchObject({ state: 'signed_in', me: { user: { email } } });
	const [, secret = ''] = token.split('.');
	for (const what of [email, secret, 'Moreau', 'four grey cats'])
		expect(log.join('\n')).not.toContain(what);
});

test('a mail that cannot be queued leaves no link, and a log without what it was about', async () => {
	const { context, log } = await openLoggedContext();
	const { email } = await makeHost(context);
	const failing = openBrowser({ ...context, newId: () => 'no identifier' });
	expect(await failing.call((a) => a.forgotPassword({ email }))).toEqual({ state: 'asked' });
	await afterwardsDone();
	expect(log.join('\n')).toContain('work after an answer failed');
	expect(log.join('\n')).not.toContain(email);
	expect(await context.db.selectFrom('userTokens').selectAll().execute()).toEqual([]);
});

test('a mailbox is not flooded, and the answer does not tell', async () => {
	const { context } = await openLoggedContext();
	const { email } = await makeHost(context);
	for (let n = 0; n < 6; n++) {
		expect(await openBrowser(context).call((a) => a.forgotPassword({ email }))).toEqual({
			state: 'asked'
		});
	}
	expect(await takeMails(context)).toHaveLength(3);
});

test('asking from one network is limited', async () => {
	const { context } = await openLoggedContext();
	const browser = openBrowser(context);
	const ask = async (n: number) =>
		(await browser.call((a) => a.forgotPassword({ email: `n${n}@example.org` }))).state;
	for (let n = 0; n < 10; n++) expect(await ask(n)).toBe('asked');
	expect(await ask(10)).toBe('throttled');
});
