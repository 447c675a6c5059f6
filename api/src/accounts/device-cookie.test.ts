import { expect, test } from 'vitest';
import { testConfig } from '../testing/context-on.ts';
import { deviceCookie, knownDevice } from './device-cookie.ts';

const email = 'ines@example.org';
const device = (cookie?: string, config = testConfig) => ({
	config,
	cookie: cookie ?? null
});

/** Signs in with each address in turn. @returns the browser's cookie, among others */
function afterSigningIn(...emails: string[]): string {
	let header: string | undefined;
	for (const one of emails) header = deviceCookie(device(header), one).split(';')[0];
	return `theme=dark; ${header}`;
}

test('a device is known for the addresses it has signed in with, under one identifier', () => {
	const cookie = afterSigningIn(email, 'tom@example.org', email);
	const id = knownDevice(device(cookie), email);
	expect(id).toMatch(/^[0-9a-f]{20}$/);
	expect(knownDevice(device(cookie), 'tom@example.org')).toBe(id);
	expect(knownDevice(device(cookie), 'nobody@example.org')).toBeNull();
	expect(cookie).not.toContain('ines');
});

test('of more than five addresses, the one not used for longest is forgotten', () => {
	const emails = [1, 2, 3, 4, 5, 6].map((n) => `n${n}@example.org`);
	const cookie = device(afterSigningIn(...emails));
	expect(emails.map((one) => knownDevice(cookie, one) !== null)).toEqual([
		false,
		true,
		true,
		true,
		true,
		true
	]);
});

const given = afterSigningIn(email);
const [, id = '', seal = ''] = /foyer_device=(\w+)\.(.+)$/.exec(given) ?? [];
test.each([
	['as it was given', given, true],
	['with another identifier', given.replace(id, '0'.repeat(20)), false],
	['with another seal', given.replace(seal, 'A'.repeat(22)), false],
	['without a seal', `foyer_device=${id}`, false],
	['with half a seal', given.slice(0, -1), false],
	['with nonsense', 'foyer_device=%00', false],
	['of another name', given.replace('foyer_device', 'other'), false],
	['none at all', undefined, false]
])('a cookie %s', (_what, cookie, known) => {
	expect(knownDevice(device(cookie), email) !== null).toBe(known);
});

test('a cookie made under another secret is worth nothing', () => {
	const other = { ...testConfig, secret: 'another secret of thirty-two characters' };
	expect(knownDevice(device(given, other), email)).toBeNull();
});

test('it is handed out to scripts nowhere, and over https alone where that is spoken', () => {
	const set = (publicUrl: string) =>
		deviceCookie(device(undefined, { ...testConfig, publicUrl }), email);
	expect(set('https://foyer.test')).toMatch(
		/; Max-Age=34560000; Path=\/api\/trpc; HttpOnly; Secure; SameSite=Lax$/
	);
	expect(set('http://foyer.test')).not.toContain('Secure');
});
