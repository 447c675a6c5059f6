import { expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { makeHost, openBrowser, type TestBrowser } from '../testing/accounts.ts';
import { openTestContext } from '../testing/context.ts';
import { serveForTest } from '../testing/served.ts';
import type { RequestContext } from '../trpc.ts';
import { deviceCookie } from './device-cookie.ts';
import { countSignIn, uncountSignIn } from './sign-in-tries.ts';
import { requestOf } from '../testing/requests.ts';

const minute = 60_000;
const day = 86_400_000;
const credentials = { email: 'ines@example.org', password: 'a long enough secret' };
const wrong = { ...credentials, password: 'a wrong secret' };

async function open() {
	const context = await openTestContext();
	await makeHost(context);
	return context;
}

const signIn = async (browser: TestBrowser, by = credentials) =>
	(await browser.call((accounts) => accounts.signIn(by))).state;

/** A request of no more than what counting looks at. */
const requestFrom = (context: Context, ip: string, device?: string): RequestContext =>
	requestOf(context, null, { ip, cookie: device ?? null });

/** Guesses from one place until no more are taken. @returns how many were */
async function guess(request: RequestContext, most: number): Promise<number> {
	for (let n = 0; n < most; n++) if (await countSignIn(request, credentials.email)) return n;
	return most;
}

test.each([
	['a device that has signed in before, elsewhere', true, '203.0.113.7', 'signed_in'],
	['a device that has signed in before, beside the guesser', true, '198.51.100.9', 'signed_in'],
	['a new device elsewhere', false, '203.0.113.7', 'signed_in'],
	['a new device at another address of the guesser’s site', false, '198.51.100.10', 'throttled'],
	['the guesser, with the right password at last', false, '198.51.100.9', 'throttled']
])('after a stranger’s guesses, %s', async (_who, known, ip, state) => {
	const context = await open();
	const host = openBrowser(context);
	if (known) expect(await signIn(host)).toBe('signed_in');
	const stranger = requestFrom(context, '198.51.100.9');
	expect(await guess(stranger, 30)).toBe(10);
	context.clock.time += 15 * minute;
	expect(await guess(stranger, 30)).toBe(10);
	context.clock.time += 15 * minute;
	expect(await guess(stranger, 30)).toBe(0);
	host.ip = ip;
	expect(await signIn(host)).toBe(state);
});

test('of 10,000 guesses from all over a hundred are looked at in a day', async () => {
	const context = await open();
	const host = openBrowser(context);
	expect(await signIn(host)).toBe('signed_in');
	let looked = 0;
	for (let site = 0; site < 20; site++) {
		const guesses = Array.from({ length: 500 }, () =>
			countSignIn(requestFrom(context, `198.18.${site}.1`), credentials.email)
		);
		looked += (await Promise.all(guesses)).filter((throttled) => throttled === null).length;
	}
	expect(looked).toBe(100);
	const elsewhere = openBrowser(context);
	expect(await signIn(elsewhere)).toBe('throttled');
	expect(await signIn(host), 'the ceiling never applies to a known device').toBe('signed_in');
	expect(await signIn(elsewhere), 'and its sign-in opens nobody else the door').toBe('throttled');
	context.clock.time += day;
	expect(await signIn(elsewhere)).toBe('signed_in');
}, 120_000);

test('a network of many IPv6 addresses counts as one', async () => {
	const context = await open();
	let looked = 0;
	for (let n = 0; n < 30; n++)
		looked += await guess(requestFrom(context, `2001:db8:7:${n.toString(16)}::1`), 1);
	expect(looked).toBe(10);
});

test('a known device’s own guesses are limited, and hold nobody else up', async () => {
	const context = await open();
	const host = openBrowser(context);
	await signIn(host);
	const thief = requestFrom(context, '198.51.100.9', host.deviceCookie);
	let looked = 0;
	for (let quarter = 0; quarter < 8; quarter++) {
		looked += await guess(thief, 30);
		context.clock.time += 15 * minute;
	}
	expect(looked).toBe(20);
	expect(await signIn(host)).toBe('throttled');
	expect(await signIn(openBrowser(context))).toBe('signed_in');
});

test('being known for one address is worth nothing for another', async () => {
	const context = await open();
	const own = deviceCookie(requestFrom(context, '198.51.100.9'), 'stranger@example.org');
	const stranger = requestFrom(context, '198.51.100.9', own.split(';')[0]);
	expect(await guess(stranger, 30)).toBe(10);
	expect(await guess(requestFrom(context, '198.51.100.9'), 30)).toBe(0);
});

test('signing in forgets one’s own tries before it', async () => {
	const context = await open();
	const browser = openBrowser(context);
	for (let round = 0; round < 3; round++) {
		for (let n = 0; n < 8; n++) expect(await signIn(browser, wrong)).toBe('wrong');
		expect(await signIn(browser)).toBe('signed_in');
	}
});

test('right tries from new devices count against nobody', async () => {
	const context = await open();
	for (let n = 0; n < 150; n++) {
		const request = requestFrom(context, `198.18.${n}.1`);
		expect(await countSignIn(request, credentials.email)).toBeNull();
		await uncountSignIn(request, credentials.email);
	}
});

test('an address that nobody has is counted alike', async () => {
	const context = await open();
	const states = [];
	for (let n = 0; n < 11; n++)
		states.push(await countSignIn(requestFrom(context, '198.51.100.9'), 'nobody@example.org'));
	expect(states.slice(0, 10)).toEqual(Array(10).fill(null));
	expect(states[10]).toEqual({ state: 'throttled', retryAfterMs: 15 * minute });
});

test('over HTTP a device is known by its cookie, which goes nowhere else', async () => {
	const context = await open();
	const { origin } = await serveForTest(context);
	const post = (password: string, cookie = '') =>
		fetch(`${origin}/api/trpc/accounts.signIn`, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				'sec-fetch-site': 'same-origin',
				origin: context.config.publicUrl,
				cookie
			},
			body: JSON.stringify({ email: credentials.email, password })
		});
	const first = await post(credentials.password);
	const device = first.headers.getSetCookie().find((one) => one.startsWith('foyer_device='));
	expect(device).toMatch(/; Path=\/api\/trpc; HttpOnly; SameSite=Lax$/);
	const answers = [];
	for (let n = 0; n < 11; n++) answers.push(await (await post('a wrong secret')).text());
	expect(answers.at(-1)).toContain('throttled');
	const cookie = device?.split(';')[0] ?? '';
	expect(await (await post(credentials.password, cookie)).text()).toContain('signed_in');
});
