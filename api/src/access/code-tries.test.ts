import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { contextOn } from '../testing/context-on.ts';
import { openTestContext } from '../testing/context.ts';
import { openBeside } from '../testing/database.ts';
import { makeInvited } from '../testing/access.ts';
import { AccessCache } from './access-cache.ts';
import { countCodeTry } from './code-tries.ts';
import { proveByCode } from './prove.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** A site of its own for each number. */
const siteAt = (n: number) => `10.${n >> 8}.${n & 255}.7`;

/** An event that opens by code, and two processes that answer tries at it. */
async function open() {
	const first = await openTestContext();
	const second = await contextOn(await openBeside(first.database));
	const invited = await makeInvited(first, { opensByCode: true });
	const cache = new AccessCache(first);
	const event = await cache.event(invited.path);
	if (!event) throw new Error('no event');
	await cache.close();
	const email = invited.registration.email ?? '';
	const passTime = (ms: number) => {
		for (const { clock } of [first, second]) clock.time += ms;
	};
	let turn = 0;
	/** What becomes of a code that is tried at one of the two. */
	const tryCode = async (code: string, ip: string, address = email) => {
		const context: Context = turn++ % 2 ? second : first;
		const counted = await countCodeTry(context, { event, email: address, ip });
		if (!counted) return 'refused';
		const proved = await proveByCode(cache, context.config.secret, event, address, code);
		if (proved) await counted.proved();
		return proved ? 'in' : 'wrong';
	};
	/** A try that is counted, and not looked at yet. */
	const onItsWay = (ip: string, address = email) =>
		countCodeTry(first, { event, email: address, ip });
	/** All counts there are. */
	const counts = async () => {
		const rows = await first.db
			.selectFrom('throttles')
			.select(['key', 'count'])
			.orderBy('key')
			.execute();
		return new Map(rows.map(({ key, count: tries }) => [key, tries]));
	};
	/** Codes in turn, the right one as the last of all. */
	const codeAt = (n: number) => String((Number(invited.code) + 1 + n) % 10_000).padStart(4, '0');
	return { ...invited, first, second, email, passTime, tryCode, codeAt, onItsWay, counts };
}

const count = (outcomes: readonly string[], outcome: string) =>
	outcomes.filter((each) => each === outcome).length;

test('of all 10,000 codes, from 250 sites and many at once, 20 are looked at', async () => {
	const { tryCode, codeAt } = await open();
	const outcomes: string[] = [];
	for (let from = 0; from < 10_000; from += 500) {
		const some = Array.from({ length: 500 }, (_, n) => from + n);
		outcomes.push(...(await Promise.all(some.map((n) => tryCode(codeAt(n), siteAt(n % 250))))));
	}
	expect(outcomes).toHaveLength(10_000);
	expect([count(outcomes, 'in'), count(outcomes, 'wrong')]).toEqual([0, 20]);
});

test('one address is tried 20 times a day and 50 in a month, whoever tries', async () => {
	const { tryCode, codeAt, passTime, first } = await open();
	passTime(Math.floor(Date.UTC(2026, 4, 14) / (30 * day)) * 30 * day - first.clock.time);
	let tried = 0;
	const days: number[] = [];
	for (let n = 0; n < 5; n++) {
		const outcomes: string[] = [];
		for (let more = 0; more < 25; more++)
			outcomes.push(await tryCode(codeAt(tried++), siteAt(tried)));
		days.push(count(outcomes, 'wrong'));
		passTime(day);
	}
	expect(days).toEqual([20, 20, 10, 0, 0]);
});

test('one site leaves half of an address’s day to others', async () => {
	const { tryCode, codeAt, code, passTime } = await open();
	const outcomes: string[] = [];
	for (let n = 0; n < 20; n++) {
		outcomes.push(await tryCode(codeAt(n), `10.1.1.${n}`));
		if (n % 5 === 4) passTime(15 * minute);
	}
	expect(count(outcomes, 'wrong')).toBe(10);
	expect(await tryCode(code, '10.1.1.9')).toBe('refused');
	expect(await tryCode(code, '10.1.2.9')).toBe('in');
});

test('one code on each of many addresses gets 200 a day at one event, and 60 an hour from one network', async () => {
	const { tryCode, code, passTime } = await open();
	const spray = (tries: number, site: (n: number) => string) =>
		Promise.all(
			Array.from({ length: tries }, (_, n) => tryCode(code, site(n), `${randomUUID()}@example.org`))
		);
	expect(count(await spray(100, () => '10.9.9.9'), 'wrong')).toBe(60);
	expect(count(await spray(300, siteAt), 'wrong')).toBe(140);
	expect(await tryCode(code, '10.8.8.8')).toBe('refused');
	passTime(day);
	expect(await tryCode(code, '10.8.8.8')).toBe('in');
});

test('who mistypes and then comes in takes nothing from what all share', async () => {
	const { tryCode, codeAt, code, counts } = await open();
	for (let n = 0; n < 120; n++) {
		for (let wrong = 0; wrong < 2; wrong++)
			expect(await tryCode(codeAt(wrong), siteAt(n))).toBe('wrong');
		expect(await tryCode(code, siteAt(n))).toBe('in');
	}
	expect([...(await counts()).values()].filter((tries) => tries > 0)).toEqual([]);
});

test('what is refused takes nothing from anybody', async () => {
	const { tryCode, codeAt, code, counts } = await open();
	for (let n = 0; n < 20; n++) await tryCode(codeAt(n), siteAt(n));
	const before = await counts();
	const refused = await Promise.all(
		Array.from({ length: 60 }, (_, n) => tryCode(n % 2 ? code : codeAt(n), siteAt(n)))
	);
	expect(count(refused, 'refused')).toBe(60);
	expect(await counts()).toEqual(before);
});

test('who knows a code of their own gives back no guess made at others, however many tries are on their way', async () => {
	const { tryCode, code, onItsWay, passTime, counts } = await open();
	const guesses = 30;
	for (let n = 0; n < guesses; n++) await tryCode(code, siteAt(n), `${n}@example.org`);
	const before = await counts();
	const onTheirWay = await Promise.all(
		Array.from({ length: 20 }, (_, n) => onItsWay(siteAt(100 + Math.floor(n / 5))))
	);
	for (let n = 0; n < 15; n++) await tryCode('0000', siteAt(110 + (n % 3)));
	for (const counted of onTheirWay) await counted?.proved();
	passTime(15 * minute);
	for (let n = 0; n < 3; n++) expect(await tryCode(code, siteAt(110 + n))).toBe('in');
	const after = await counts();
	expect([...before].map(([key]) => [key, after.get(key)])).toEqual([...before]);
});

test('one site can use up half of an event’s day, whatever networks it has', async () => {
	const { tryCode, code } = await open();
	const spray = Array.from({ length: 300 }, (_, n) =>
		tryCode(code, `2001:db8:7:${(n % 200).toString(16)}::1`, `${n}@example.org`)
	);
	expect(count(await Promise.all(spray), 'wrong')).toBe(100);
	expect(await tryCode(code, '2001:db8:7:fff::1')).toBe('refused');
	expect(await tryCode(code, '2001:db8:8::1')).toBe('in');
});

test('guesses made elsewhere go on counting when the right one comes in', async () => {
	const { tryCode, codeAt, code } = await open();
	for (let n = 0; n < 19; n++) expect(await tryCode(codeAt(n), siteAt(n))).toBe('wrong');
	expect(await tryCode(code, siteAt(500))).toBe('in');
	expect(await tryCode(codeAt(20), siteAt(501))).toBe('wrong');
	expect(await tryCode(codeAt(21), siteAt(502))).toBe('refused');
});

test('what is stored names neither address nor network', async () => {
	const { tryCode, codeAt, email, first } = await open();
	await tryCode(codeAt(0), '10.1.2.3');
	const stored = JSON.stringify(await first.db.selectFrom('throttles').selectAll().execute());
	expect(stored).not.toContain(email);
	expect(stored).not.toContain('10.1.2');
});
