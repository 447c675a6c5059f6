import { expect, test } from 'vitest';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import { makeEvent, makeOrganisation, makePerson } from '../testing/organisations.ts';
import { makeInvited } from '../testing/access.ts';
import { deriveCode, deriveKey, isKey } from './access-keys.ts';

const secret = 'a secret';
const bytes = (key: string) => Buffer.from(key);

test('a key is 22 hex characters, another one for each registration, version and secret', () => {
	const key = deriveKey(secret, 'a', 1);
	expect(key).toMatch(/^[0-9a-f]{22}$/);
	expect(deriveKey(secret, 'a', 1)).toBe(key);
	const others = [
		deriveKey(secret, 'b', 1),
		deriveKey(secret, 'a', 2),
		deriveKey('another secret', 'a', 1)
	];
	expect(new Set([key, ...others]).size).toBe(4);
});

test('the right key alone is right', () => {
	const key = deriveKey(secret, 'a', 1);
	expect(isKey(key, bytes(key))).toBe(true);
	const wrong = ['', 'x'.repeat(22), key.slice(1), `${key}\n`, `${key}0`, key.toUpperCase(), '\0'];
	for (const presented of [...wrong, '€'.repeat(22), deriveKey(secret, 'b', 1)]) {
		expect([presented, isKey(presented, bytes(key))]).toEqual([presented, false]);
	}
});

test.each([
	['a secret', 'c0ffee00-0000-4000-8000-000000000000', 1, '4670'],
	['a secret', 'c0ffee00-0000-4000-8000-000000000000', 2, '4121'],
	['a secret', 'c0ffee00-0000-4000-8000-000000000000', 24, '0033'],
	['a secret', 'c0ffee00-0000-4000-8000-000000000001', 1, '2140'],
	['another secret', 'c0ffee00-0000-4000-8000-000000000000', 1, '8330']
])('under %j the code of %s, version %i, is %s', (key, registration, version, code) => {
	expect(deriveCode(key, registration, version)).toBe(code);
});

test('codes are even over all there are, and none can be read off the key', () => {
	const tens = Array<number>(1000).fill(0);
	let alike = 0;
	for (let version = 0; version < 20_000; version++) {
		const code = deriveCode(secret, 'a', version);
		expect(code).toMatch(/^[0-9]{4}$/);
		const ten = Math.floor(Number(code) / 10);
		tens[ten] = (tens[ten] ?? 0) + 1;
		const bits = parseInt(deriveKey(secret, 'a', version).slice(0, 12), 16);
		if (String(bits % 10_000).padStart(4, '0') === code) alike++;
	}
	// Of 20 each, by chance between 3 and 45 at the outside.
	expect(Math.min(...tens)).toBeGreaterThan(2);
	expect(Math.max(...tens)).toBeLessThan(46);
	expect(alike).toBeLessThan(20);
});

test('nobody learns a key by giving a registration of their own the id of another organisation’s', async () => {
	const context = await openTestContext();
	const target = await makeInvited(context);
	const { organisationId, host } = await makeOrganisation(context.db);
	const event = await makeEvent(context.db, organisationId);
	const person = await makePerson(context.db, organisationId);
	const device = new Device(context, organisationId, host);
	const people = [{ id: target.registration.id, personId: person.id }];
	const { results } = await device.push(1, [
		'registrations.add@1',
		{ eventId: event.id, people, confirmations: 'never' }
	]);
	expect(results).toEqual([{ id: 1, outcome: { outcome: 'refused', refusal: 'conflict' } }]);
	await device.pull();
	const keys = [...device.all('registrationKeys').values()];
	expect(JSON.stringify(keys)).not.toContain(target.key);
});
