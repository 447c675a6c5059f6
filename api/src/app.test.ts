import { expect, it, vi } from 'vitest';
import { sessionCookie } from './accounts/session-cookie.ts';
import { makeToken } from './accounts/secret-tokens.ts';
import { openLog } from './log.ts';
import { openTestContext } from './testing/context.ts';
import { makeStaged } from './testing/roles.ts';
import { serveForTest, visit } from './testing/served.ts';

it('logs a call that met a fault, and nothing of what was sent', async () => {
	const lines: string[] = [];
	const log = openLog('debug', { write: (line: string) => void lines.push(line) });
	const context = { ...(await openTestContext()), log };
	const { origin } = await serveForTest(context);
	vi.spyOn(context.db, 'insertInto').mockImplementation(() => {
		throw new Error('the connection is gone');
	});
	const call = (procedure: string) =>
		fetch(`${origin}/api/trpc/${procedure}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
			body: JSON.stringify({ email: 'ines@example.org', password: 'a long enough secret' })
		});
	const answer = await call('accounts.signIn');
	expect([answer.status, await answer.text()]).toEqual([500, expect.stringContaining('fault')]);
	expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
		expect.objectContaining({ msg: 'call failed', procedure: 'accounts.signIn' })
	]);
	expect((await call('accounts.ines@example.org')).status).toBe(404);
	expect(lines).toHaveLength(1);
	expect(lines.join()).not.toMatch(/ines@|secret/);
});

it('says of a database that is out of reach that it is, and not that a call is at fault', async () => {
	const context = await openTestContext();
	const { origin } = await serveForTest(context);
	vi.spyOn(context.db, 'selectFrom').mockImplementation(() => {
		throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
	});
	const cookie = sessionCookie(context.config, makeToken().text);
	const answer = await fetch(`${origin}/api/trpc/accounts.me`, { headers: { cookie } });
	expect(answer.status).toBe(503);
	expect(answer.headers.get('content-type')).toMatch('application/json');
	expect(await answer.json()).toMatchObject({ error: { message: 'fault' } });
});

it('every page is taken as what it says it is, and one that is kept by nobody has no mark to be asked for by', async () => {
	const context = await openTestContext();
	const { path, pageName, link } = await makeStaged(context);
	const { origin } = await serveForTest(context);
	const kept = [`${origin}/app/sign-in`];
	const pages = [
		link(origin),
		`${origin}${path}/stage?role=x&key=y`,
		...['', '/sent', '/registration?email=a&key=b', '/live?email=a&key=b', '/event.ics'].map(
			(below) => origin + path + below
		),
		`${origin}/${pageName}`,
		`${origin}/nobody`,
		`${origin}/healthz`
	];
	for (const address of [...kept, ...pages]) {
		const { headers } = await visit(address);
		expect([address, headers.get('x-content-type-options')]).toEqual([address, 'nosniff']);
		const isKept = kept.includes(address);
		expect([address, headers.has('etag')]).toEqual([address, isKept]);
		expect(headers.get('cache-control')).toBe(isKept ? 'no-cache' : 'no-store');
	}
});
