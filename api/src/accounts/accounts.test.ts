import { expect, test } from 'vitest';
import { allLevels } from '@foyer/shared/team';
import { makeHost, openBrowser } from '../testing/accounts.ts';
import { openTestContext } from '../testing/context.ts';
import { makeMember, makeOrganisation, makeEvent } from '../testing/organisations.ts';
import { accountsRouter } from './accounts.procedures.ts';
import { verifyPassword } from './passwords.ts';

const minute = 60_000;
const credentials = { email: 'ines@example.org', password: 'a long enough secret' };

async function open() {
	const context = await openTestContext();
	const host = await makeHost(context);
	return { context, host, browser: openBrowser(context) };
}

test('who signs in gets a session and learns where they are a member', async () => {
	const { host, browser } = await open();
	expect(await browser.call((accounts) => accounts.me())).toBeNull();
	const answer = await browser.call((accounts) =>
		accounts.signIn({ ...credentials, email: ' INES@example.org' })
	);
	const me = {
		user: { id: host.userId, name: 'Inès Moreau', email: 'ines@example.org', locale: 'en' },
		memberships: [
			{
				organisation: {
					id: host.organisationId,
					name: 'Maison maison-des-arts',
					pageName: 'maison-des-arts',
					locale: 'fr',
					timeZone: 'Europe/Paris'
				},
				actor: {
					kind: 'member',
					userId: host.userId,
					host: true,
					levels: allLevels('manage'),
					events: 'all'
				}
			}
		]
	};
	expect(answer).toEqual({ state: 'signed_in', me });
	expect(browser.lastSetCookie).toContain('HttpOnly');
	expect(await browser.call((accounts) => accounts.me())).toEqual(me);
});

test('a membership that ended is not told; chosen events are', async () => {
	const { context, host, browser } = await open();
	const other = await makeOrganisation(context.db, 'ailleurs');
	const event = await makeEvent(context.db, other.organisationId);
	const levels = JSON.stringify(allLevels('view'));
	await context.db
		.insertInto('members')
		.values({
			organisationId: other.organisationId,
			userId: host.userId,
			levels,
			allEvents: false,
			until: context.now() + minute
		})
		.execute();
	await context.db
		.insertInto('memberEvents')
		.values({ organisationId: other.organisationId, userId: host.userId, eventId: event.id })
		.execute();
	await browser.call((accounts) => accounts.signIn(credentials));
	const actors = async () =>
		(await browser.call((accounts) => accounts.me()))?.memberships.map(({ actor }) => actor.events);
	expect(await actors()).toEqual([[event.id], 'all']);
	context.clock.time += minute;
	expect(await actors()).toEqual(['all']);
});

test('a wrong password, an unknown address and an account without a password get the same answer', async () => {
	const { context, host, browser } = await open();
	const member = await makeMember(context.db, host.organisationId, { levels: allLevels('view') });
	const emails = ['ines@example.org', 'nobody@example.org', `${member.userId}@example.org`];
	for (const email of emails) {
		const answer = await browser.call((accounts) =>
			accounts.signIn({ email, password: 'a wrong secret' })
		);
		expect(answer).toEqual({ state: 'wrong' });
		expect(browser.lastSetCookie).toBeUndefined();
	}
});

test('tries from one network are limited over all addresses', async () => {
	const { browser } = await open();
	const states = [];
	for (let n = 0; n < 51; n++) {
		const answer = await browser.call((accounts) =>
			accounts.signIn({ email: `n${n}@example.org`, password: 'wrong' })
		);
		states.push(answer.state);
	}
	expect(states.slice(0, 50)).toEqual(Array(50).fill('wrong'));
	expect(states[50]).toBe('throttled');
}, 60_000);

test('signing in again ends the session before', async () => {
	const { context, browser } = await open();
	await browser.call((accounts) => accounts.signIn(credentials));
	await browser.call((accounts) => accounts.signIn(credentials));
	expect(await context.db.selectFrom('sessions').select('id').execute()).toHaveLength(1);
});

test('signing out ends this session alone and takes the cookie back, twice too', async () => {
	const { context, browser } = await open();
	const other = openBrowser(context);
	await browser.call((accounts) => accounts.signIn(credentials));
	await other.call((accounts) => accounts.signIn(credentials));
	const before = browser.cookie;
	await browser.call((accounts) => accounts.signOut());
	expect(browser.cookie).toBe('foyer_session=');
	await browser.call((accounts) => accounts.signOut());
	browser.cookie = before;
	expect(await browser.call((accounts) => accounts.me())).toBeNull();
	expect(await other.call((accounts) => accounts.me())).not.toBeNull();
});

test('signing out everywhere ends every session of the user and of nobody else', async () => {
	const { context, browser } = await open();
	const [other, stranger] = [openBrowser(context), openBrowser(context)];
	await browser.call((accounts) => accounts.signIn(credentials));
	await other.call((accounts) => accounts.signIn(credentials));
	const second = await makeOrganisation(context.db);
	const { passwordHash } = await context.db
		.selectFrom('users')
		.select('passwordHash')
		.where('email', '=', credentials.email)
		.executeTakeFirstOrThrow();
	await context.db
		.updateTable('users')
		.set({ passwordHash })
		.where('id', '=', second.host.userId)
		.execute();
	await stranger.call((accounts) =>
		accounts.signIn({ ...credentials, email: `${second.host.userId}@example.org` })
	);
	await browser.call((accounts) => accounts.signOutEverywhere());
	expect(browser.cookie).toBe('foyer_session=');
	expect(await other.call((accounts) => accounts.me())).toBeNull();
	expect(await stranger.call((accounts) => accounts.me())).not.toBeNull();
});

test('who is not signed in changes nothing', async () => {
	const { browser } = await open();
	const unauthorized = { code: 'UNAUTHORIZED', message: 'signed_out' };
	await expect(browser.call((a) => a.signOutEverywhere())).rejects.toMatchObject(unauthorized);
	await expect(
		browser.call((a) => a.updateProfile({ name: 'X', locale: 'fr' }))
	).rejects.toMatchObject(unauthorized);
	const change = { current: credentials.password, password: 'four grey cats' };
	await expect(browser.call((a) => a.changePassword(change))).rejects.toMatchObject(unauthorized);
});

test('a changed password takes the old one’s place and ends the other sessions', async () => {
	const { context, browser } = await open();
	const other = openBrowser(context);
	await browser.call((accounts) => accounts.signIn(credentials));
	await other.call((accounts) => accounts.signIn(credentials));
	const change = (current: string, password: string) =>
		browser.call((accounts) => accounts.changePassword({ current, password }));
	expect(await change('a wrong secret', 'four grey cats')).toEqual({ state: 'wrong' });
	expect(await change(credentials.password, 'maison-des-arts')).toEqual({
		state: 'password_personal'
	});
	await expect(change(credentials.password, 'password123')).rejects.toMatchObject({
		code: 'BAD_REQUEST'
	});
	expect(await change(credentials.password, 'four grey cats')).toEqual({ state: 'changed' });
	expect(await browser.call((accounts) => accounts.me())).not.toBeNull();
	expect(await other.call((accounts) => accounts.me())).toBeNull();
	expect(await other.call((accounts) => accounts.signIn(credentials))).toEqual({ state: 'wrong' });
	const renewed = await other.call((accounts) =>
		accounts.signIn({ ...credentials, password: 'four grey cats' })
	);
	expect(renewed).toMatchObject({ state: 'signed_in' });
});

test('guessing the present password of an open session is limited', async () => {
	const { browser } = await open();
	await browser.call((accounts) => accounts.signIn(credentials));
	const guess = () =>
		browser.call((a) =>
			a.changePassword({ current: 'a wrong secret', password: 'four grey cats' })
		);
	for (let n = 0; n < 10; n++) expect(await guess()).toEqual({ state: 'wrong' });
	expect(await guess()).toMatchObject({ state: 'throttled' });
});

test('a hash of an earlier, weaker cost is renewed at sign-in', async () => {
	const { context, host, browser } = await open();
	const weak =
		'$argon2id$v=19$m=8192,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$wPqYZZIyNoY0/4W1n7VSIYlvDXcQqLeVvDRqsdzJnIo';
	const { argon2Sync } = await import('node:crypto');
	const nonce = Buffer.from('0123456789abcdef');
	const tag = argon2Sync('argon2id', {
		message: credentials.password,
		nonce,
		memory: 8192,
		passes: 1,
		parallelism: 1,
		tagLength: 32
	});
	const passwordHash = `${weak.slice(0, weak.lastIndexOf('$'))}$${tag.toString('base64').replace(/=+$/, '')}`;
	await context.db
		.updateTable('users')
		.set({ passwordHash })
		.where('id', '=', host.userId)
		.execute();
	expect(await browser.call((accounts) => accounts.signIn(credentials))).toMatchObject({
		state: 'signed_in'
	});
	const after = await context.db
		.selectFrom('users')
		.select('passwordHash')
		.where('id', '=', host.userId)
		.executeTakeFirstOrThrow();
	expect(after.passwordHash).toContain('m=19456,t=2,p=1');
	expect(await verifyPassword(credentials.password, after.passwordHash)).toBe(true);
});

test('name and language are changed for oneself', async () => {
	const { browser } = await open();
	await browser.call((accounts) => accounts.signIn(credentials));
	const me = await browser.call((accounts) =>
		accounts.updateProfile({ name: ' Inès  M. ', locale: 'nl' })
	);
	expect(me?.user).toMatchObject({ name: 'Inès M.', locale: 'nl' });
	await expect(
		browser.call((a) => a.updateProfile({ name: '', locale: 'nl' }))
	).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

test('whatever carries a secret is no query, whose input would stand in an address', () => {
	const queries = Object.entries(accountsRouter._def.procedures)
		.filter(([, procedure]) => procedure._def.type === 'query')
		.map(([name]) => name);
	expect(queries).toEqual(['me']);
});
