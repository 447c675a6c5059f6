import { expect, test } from 'vitest';
import { openTestContext } from '../testing/context.ts';
import { makeHost } from '../testing/accounts.ts';
import { parseToken } from './secret-tokens.ts';
import { endedCookie, sessionCookie } from './session-cookie.ts';
import {
	createSession,
	endAllSessions,
	endSession,
	readSession,
	sweepAccounts
} from './sessions.writes.ts';

const day = 86_400_000;

async function openSession() {
	const context = await openTestContext();
	const { userId } = await makeHost(context);
	const token = await createSession(context, userId);
	return { context, userId, token, cookie: `theme=dark; foyer_session=${token}` };
}

test('a cookie proves its user, whatever other cookies there are', async () => {
	const { context, userId, token, cookie } = await openSession();
	expect(await readSession(context, cookie)).toEqual({ userId, sessionId: parseToken(token)?.id });
});

test('another secret, another id, half a token or none prove nobody', async () => {
	const { context, userId, token } = await openSession();
	const other = await createSession(context, userId);
	const [id] = token.split('.');
	const [, foreignSecret] = other.split('.');
	for (const value of [
		`${id}.${foreignSecret}`,
		`${id}.`,
		id,
		`${token}0`,
		token.toUpperCase(),
		'',
		'%00'
	]) {
		expect(await readSession(context, `foyer_session=${value}`)).toBeNull();
	}
	expect(await readSession(context, null)).toBeNull();
	expect(await readSession(context, `other=${token}`)).toBeNull();
});

test('only a hash of the secret is stored', async () => {
	const { context, token } = await openSession();
	const secret = parseToken(token)?.secret ?? '';
	const [row] = await context.db.selectFrom('sessions').selectAll().execute();
	expect(row?.secretHash).toHaveLength(32);
	const stored = `${JSON.stringify(row)} ${Buffer.from(row?.secretHash ?? []).toString()} ${Buffer.from(row?.secretHash ?? []).toString('hex')}`;
	expect(stored).not.toContain(secret);
});

test('a session unused for 30 days has ended; one used in between goes on', async () => {
	const { context, cookie } = await openSession();
	context.clock.time += 29 * day;
	expect(await readSession(context, cookie)).not.toBeNull();
	context.clock.time += 29 * day;
	expect(await readSession(context, cookie)).not.toBeNull();
	context.clock.time += 30 * day;
	expect(await readSession(context, cookie)).toBeNull();
});

test('after 180 days a session has ended, however much it was used', async () => {
	const { context, cookie } = await openSession();
	for (let days = 0; days < 178; days += 20) {
		expect(await readSession(context, cookie)).not.toBeNull();
		context.clock.time += 20 * day;
	}
	expect(await readSession(context, cookie)).toBeNull();
});

test('its last use is written once an hour', async () => {
	const { context, cookie } = await openSession();
	const usedAt = async () =>
		(await context.db.selectFrom('sessions').select('usedAt').executeTakeFirstOrThrow()).usedAt;
	const begun = context.clock.time;
	context.clock.time += 59 * 60_000;
	await readSession(context, cookie);
	expect(await usedAt()).toBe(begun);
	context.clock.time += 60_000;
	await readSession(context, cookie);
	expect(await usedAt()).toBe(context.clock.time);
});

test('ending one leaves the others, ending all but one leaves that one, ending all leaves none', async () => {
	const { context, userId, token, cookie } = await openSession();
	const cookies = [
		cookie,
		...(await Promise.all(
			[1, 2, 3].map(async () => `foyer_session=${await createSession(context, userId)}`)
		))
	];
	const alive = async () =>
		(await Promise.all(cookies.map((each) => readSession(context, each)))).map(
			(who) => who !== null
		);
	await endSession(context, parseToken(cookies[1]?.split('=')[1] ?? '')?.id ?? '');
	expect(await alive()).toEqual([true, false, true, true]);
	await endAllSessions(context, userId, parseToken(token)?.id);
	expect(await alive()).toEqual([true, false, false, false]);
	await endAllSessions(context, userId);
	expect(await alive()).toEqual([false, false, false, false]);
});

test('what time has ended is swept away, the rest stays', async () => {
	const { context, userId, token } = await openSession();
	const sweep = async () => {
		await sweepAccounts(context);
		const rows = await context.db
			.selectFrom('sessions')
			.select('id')
			.orderBy('createdAt')
			.execute();
		return rows.map(({ id }) => id);
	};
	const oldId = parseToken(token)?.id;
	context.clock.time += 29 * day;
	const youngId = parseToken(await createSession(context, userId))?.id;
	expect(await sweep()).toEqual([oldId, youngId]);
	context.clock.time += 2 * day;
	expect(await sweep()).toEqual([youngId]);
});

test('the cookie is out of scripts’ reach, stays on our site, and over https never leaves it', () => {
	const token = 'a.b';
	expect(sessionCookie({ publicUrl: 'https://foyer.example' }, token)).toBe(
		'foyer_session=a.b; Max-Age=15552000; Path=/; HttpOnly; Secure; SameSite=Lax'
	);
	expect(sessionCookie({ publicUrl: 'http://localhost:3000' }, token)).not.toContain('Secure');
	expect(endedCookie({ publicUrl: 'https://foyer.example' })).toContain(
		'foyer_session=; Max-Age=0; Path=/'
	);
});
