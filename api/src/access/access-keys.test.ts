import { expect, test } from 'vitest';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import { makeEvent, makeOrganisation, makePerson } from '../testing/organisations.ts';
import { makeInvited } from '../testing/access.ts';
import { deriveKey, isKey } from './access-keys.ts';

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
