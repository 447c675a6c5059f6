import { expect, test } from 'vitest';
import { openTestContext } from './testing/context.ts';
import { forgetTries, returnTokens, takeToken } from './throttle.ts';

const allowance = { limit: 3, windowMs: 60_000 };

test('allows as many tries as the window has, then says how long to wait', async () => {
	const context = await openTestContext();
	for (let n = 0; n < 3; n++) {
		expect(await takeToken(context, 'sign_in:a', allowance)).toEqual({ allowed: true });
	}
	context.clock.time += 20_000;
	expect(await takeToken(context, 'sign_in:a', allowance)).toEqual({
		allowed: false,
		retryAfterMs: 40_000
	});
	expect(await takeToken(context, 'sign_in:b', allowance)).toEqual({ allowed: true });
	context.clock.time += 40_000;
	expect(await takeToken(context, 'sign_in:a', allowance)).toEqual({ allowed: true });
});

test('of tries at the same moment no more pass than the window has', async () => {
	const context = await openTestContext();
	const taken = await Promise.all(
		Array.from({ length: 20 }, () => takeToken(context, 'sign_in:a', allowance))
	);
	expect(taken.filter(({ allowed }) => allowed)).toHaveLength(3);
});

test('a success forgets the tries', async () => {
	const context = await openTestContext();
	for (let n = 0; n < 4; n++) await takeToken(context, 'sign_in:a', allowance);
	await forgetTries(context, 'sign_in:a');
	expect(await takeToken(context, 'sign_in:a', allowance)).toEqual({ allowed: true });
});

test('a try taken back makes room for one', async () => {
	const context = await openTestContext();
	for (let n = 0; n < 3; n++) await takeToken(context, 'sign_in:a', allowance);
	await returnTokens(context, 'sign_in:a');
	await returnTokens(context, 'sign_in:b');
	expect(await takeToken(context, 'sign_in:a', allowance)).toEqual({ allowed: true });
	expect(await takeToken(context, 'sign_in:a', allowance)).toMatchObject({ allowed: false });
});

test('forgetting says how many tries there were, and as many can be taken back elsewhere', async () => {
	const context = await openTestContext();
	for (let n = 0; n < 3; n++) {
		await takeToken(context, 'code:own', allowance);
		await takeToken(context, 'code:all', allowance);
	}
	expect(await forgetTries(context, 'code:own')).toBe(3);
	expect(await forgetTries(context, 'code:own')).toBe(0);
	await returnTokens(context, 'code:all', 5);
	for (let n = 0; n < 3; n++)
		expect(await takeToken(context, 'code:all', allowance)).toEqual({ allowed: true });
	expect(await takeToken(context, 'code:all', allowance)).toMatchObject({ allowed: false });
});

test('what is stored names nobody', async () => {
	const context = await openTestContext();
	await takeToken(context, 'sign_in:account:ines@example.org', allowance);
	const stored = await context.db.selectFrom('throttles').selectAll().execute();
	expect(JSON.stringify(stored)).not.toContain('ines');
});
