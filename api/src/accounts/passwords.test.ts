import { argon2Sync } from 'node:crypto';
import { expect, test } from 'vitest';
import { hashPassword, isOutdated, verifyPassword } from './passwords.ts';

test('a password is stored as argon2id with OWASP’s cost, and proved by it alone', async () => {
	const stored = await hashPassword('four grey cats');
	expect(stored).toMatch(
		/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/
	);
	expect(await verifyPassword('four grey cats', stored)).toBe(true);
	expect(await verifyPassword('Four grey cats', stored)).toBe(false);
	expect(await verifyPassword('', stored)).toBe(false);
	expect(isOutdated(stored)).toBe(false);
});

test('the same password gives another hash each time', async () => {
	expect(await hashPassword('four grey cats')).not.toBe(await hashPassword('four grey cats'));
});

test('accents typed as one character or as two are the same password', async () => {
	expect(await verifyPassword('ete\u0301 a\u0300 Paris', await hashPassword('eté à Paris'))).toBe(
		true
	);
});

test('a hash made at another cost is still proved, and known to be outdated', async () => {
	const nonce = Buffer.from('0123456789abcdef');
	const cost = { memory: 8192, passes: 1, parallelism: 1, tagLength: 32 };
	const tag = argon2Sync('argon2id', { message: 'four grey cats', nonce, ...cost });
	const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
	const stored = `$argon2id$v=19$m=8192,t=1,p=1$${base64(nonce)}$${base64(tag)}`;
	expect(await verifyPassword('four grey cats', stored)).toBe(true);
	expect(await verifyPassword('four grey dogs', stored)).toBe(false);
	expect(isOutdated(stored)).toBe(true);
});

test.each([null, '', 'plain text', '$argon2id$v=19$m=x$y'])(
	'nothing is proved by %s',
	async (stored) => {
		expect(await verifyPassword('four grey cats', stored)).toBe(false);
	}
);

test('many at once are all answered, each after the other', async () => {
	const stored = await hashPassword('four grey cats');
	const proved = await Promise.all(
		Array.from({ length: 12 }, (_, n) => verifyPassword(n % 2 ? 'four grey cats' : 'no', stored))
	);
	expect(proved.filter(Boolean)).toHaveLength(6);
});

test('past what can wait, the rest are refused at once and the others still answered', async () => {
	const settled = await Promise.allSettled(
		Array.from({ length: 60 }, () => verifyPassword('four grey cats', null))
	);
	const refused = settled.filter(({ status }) => status === 'rejected');
	expect(refused).toHaveLength(8);
	expect(refused[0]).toMatchObject({ reason: { code: 'SERVICE_UNAVAILABLE', message: 'busy' } });
});
