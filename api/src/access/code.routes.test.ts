import { BlockList } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Event } from '@foyer/shared/events';
import type { Context } from '../context.ts';
import { changeEvent, changeRegistration, makeInvited } from '../testing/access.ts';
import { contextOn } from '../testing/context-on.ts';
import { openTestContext } from '../testing/context.ts';
import { makeRegistration } from '../testing/organisations.ts';
import { post, serveForTest, visit } from '../testing/served.ts';
import { deriveCode } from './access-keys.ts';
import { until } from '../testing/until.ts';

const loopback = new BlockList();
loopback.addAddress('127.0.0.1');

/** The address of somebody's own network. */
const from = (n: number) => ({ 'x-forwarded-for': `10.${n >> 8}.${n & 255}.1` });

/** Another code than the right one, another for each number below 9,999. */
const wrong = (code: string, n = 0) => String((Number(code) + 1 + n) % 10_000).padStart(4, '0');

/** An event that opens by code, in two processes on one database. */
async function open(fields: Partial<Event> = {}) {
	const context = await openTestContext({ trustedProxies: loopback });
	const invited = await makeInvited(context, { opensByCode: true, ...fields });
	const statements: string[] = [];
	const { origin } = await serveForTest(listening(context, statements));
	const second = await contextOn(context.database, { trustedProxies: loopback });
	second.clock.time = context.clock.time;
	const other = (await serveForTest(second)).origin;
	const email = invited.registration.email ?? '';
	const comeIn = (form: { email?: string; code?: string; website?: string } = {}, site = 0) =>
		post(
			`${origin}${invited.path}/code`,
			{ email, code: invited.code, ...form },
			{ ...from(site) }
		);
	return { context, second, ...invited, email, origin, other, statements, comeIn };
}

/** The context, noting the statements that count tries and read addresses: news of changes are read at any time. */
function listening(context: Context, statements: string[]): Context {
	const db = context.db.withPlugin({
		transformQuery: ({ node }) => {
			const text = JSON.stringify(node);
			if (text.includes('"throttles"') || text.includes('unnest(')) statements.push(node.kind);
			return node;
		},
		transformResult: ({ result }) => Promise.resolve(result)
	});
	return { ...context, db };
}

/** The context with a database that takes its time to read an address, and how many tries are on their way there. */
function readingSlowly(context: Context) {
	const reads = new WeakSet();
	const onTheirWay = { now: 0, most: 0 };
	const db = context.db.withPlugin({
		transformQuery: ({ node, queryId }) => {
			if (JSON.stringify(node).includes('unnest(')) {
				reads.add(queryId);
				onTheirWay.most = Math.max(onTheirWay.most, ++onTheirWay.now);
			}
			return node;
		},
		transformResult: async ({ result, queryId }) => {
			if (reads.has(queryId)) {
				await wait(200);
				onTheirWay.now--;
			}
			return result;
		}
	});
	return { onTheirWay, slow: { ...context, db } };
}

describe('coming in by one’s code', () => {
	it.each([
		['scheduled', {}, '<h1'],
		['cancelled', { status: 'cancelled' }, 'Cet événement est annulé'],
		['over', { status: 'ended' }, 'Cet événement est terminé'],
		[
			'over, with a replay',
			{ status: 'ended', replayUrl: 'https://room.example/again' },
			'Regarder la rediffusion'
		],
		['live, without a room yet', { status: 'live', roomUrl: null }, '<h1']
	] as const)('leads to one’s own link of an event that is %s', async (_state, fields, shows) => {
		const { comeIn, origin, link } = await open(fields);
		const answer = await comeIn();
		expect([answer.status, answer.headers.get('location')]).toEqual([303, `${link('')}#`]);
		expect(answer.headers.get('cache-control')).toBe('no-store');
		expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
		const page = await visit(`${origin}${link('')}`);
		expect(page.status).toBe(200);
		expect((await page.text()).includes(shows)).toBe(true);
	});

	it('goes on from a page to the link of a live event: browsers let no form be redirected into the room', async () => {
		const { comeIn, origin, link, event } = await open({ status: 'live' });
		const answer = await comeIn();
		const html = await answer.text();
		expect([answer.status, answer.headers.get('refresh')]).toEqual([200, `0;url=${link('')}`]);
		expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
		expect(answer.headers.get('cache-control')).toBe('no-store');
		expect(html).toContain(`href="${link('').replace('&', '&amp;')}"`);
		expect(html).not.toContain(event.roomUrl);
		const entered = await visit(`${origin}${link('')}`);
		expect([entered.status, entered.headers.get('location')]).toEqual([303, event.roomUrl]);
	});

	it('takes address and digits as people type them', async () => {
		const { comeIn, email, code, link } = await open();
		const answer = await comeIn({
			email: ` ${email.toUpperCase()} `,
			code: ` ${code.slice(0, 2)} ${code.slice(2)}`
		});
		expect(answer.headers.get('location')).toBe(`${link('')}#`);
	});

	it('leads each of several under one address to their own link, and who waits for a place to theirs', async () => {
		const { context, comeIn, organisationId, event, email } = await open();
		const second = await makeRegistration(context.db, organisationId, event.id);
		await context.db
			.updateTable('registrations')
			.set({ email, status: 'waiting_list' })
			.where('id', '=', second.id)
			.execute();
		const first = await comeIn();
		const other = await comeIn({ code: deriveCode(context.config.secret, second.id, 1) });
		const places = [first, other].map(({ headers }) => headers.get('location'));
		expect(new Set(places).size).toBe(2);
		expect(places).not.toContain(null);
	});

	it('says which field lacks something before anything is looked at', async () => {
		const { comeIn, statements } = await open();
		await comeIn();
		statements.length = 0;
		const answer = await comeIn({ email: 'ines', code: '12345' });
		const html = await answer.text();
		expect(answer.status).toBe(422);
		expect(html).toContain('This is not a complete e-mail address.');
		expect(html).toContain('The code has four digits.');
		expect(html).not.toContain('12345');
		expect(statements).toEqual([]);
	});

	it('by GET and HEAD is nothing: both lead back to the event’s page and change nothing', async () => {
		const { context, origin, path, email, code } = await open();
		const address = `${origin}${path}/code?${new URLSearchParams({ email, code }).toString()}`;
		for (const method of ['GET', 'HEAD']) {
			const answer = await visit(address, {}, method);
			expect([answer.status, answer.headers.get('location')]).toEqual([303, path]);
		}
		expect((await visit(`${origin}${path}/open`)).status).toBe(404);
		expect(await context.db.selectFrom('throttles').selectAll().execute()).toEqual([]);
		expect(await context.db.selectFrom('accessLog').selectAll().execute()).toEqual([]);
	});

	it('refuses forms of other sites and overlong ones', async () => {
		const { origin, path, email, code } = await open();
		const foreign = { 'sec-fetch-site': 'cross-site' };
		expect((await post(`${origin}${path}/code`, { email, code }, foreign)).status).toBe(403);
		const long = { email, code: '1'.repeat(20_000) };
		expect((await post(`${origin}${path}/code`, long)).status).toBe(413);
		for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
			const unmeasured = await fetch(`${origin}${path}/code`, {
				method: 'POST',
				headers: { 'sec-fetch-site': 'same-origin', 'content-type': type },
				body: new Blob(['1'.repeat(20_000)]).stream(),
				duplex: 'half'
			});
			expect(unmeasured.status).toBe(413);
		}
	});

	it.each([
		['JSON', 'application/json', '{"email":"ines@example.org","code":"0000"}'],
		['plain text', 'text/plain', 'email=ines@example.org&code=0000'],
		['parts that are none', 'multipart/form-data; boundary=x', '--y\r\nnothing'],
		['no boundary', 'multipart/form-data', 'email=a'],
		['broken escapes', 'application/x-www-form-urlencoded', 'email=%ff%zz&code=%']
	])('takes %s for an empty form, and counts nothing', async (_what, type, body) => {
		const { context, origin, path } = await open();
		const answer = await fetch(`${origin}${path}/code`, {
			method: 'POST',
			headers: { 'sec-fetch-site': 'same-origin', 'content-type': type },
			body
		});
		expect(answer.status).toBe(422);
		expect(await context.db.selectFrom('throttles').selectAll().execute()).toEqual([]);
	});
});

describe('the form', () => {
	const form = (path: string) => `action="${path}/code#code"`;

	it('stands on the page of an event that opens by code, until it is cancelled', async () => {
		const { context, origin, path, organisationId, event } = await open();
		const html = async () => (await visit(`${origin}${path}`)).text();
		const shown = await html();
		expect(shown).toContain(form(path));
		expect(shown).toMatch(/<input[^>]*name="code"[^>]*>/);
		await changeEvent(context, organisationId, event.id, { status: 'cancelled' });
		await until(async () => expect(await html()).not.toContain(form(path)));
	});

	it('stands on no other', async () => {
		const { origin, path } = await open({ opensByCode: false });
		const html = await (await visit(`${origin}${path}`)).text();
		expect(html).not.toContain('/code');
		expect(html).not.toContain('name="code"');
	});
});

describe('whatever is wrong', () => {
	it('has one status, the same bytes and the same work', async () => {
		const { context, comeIn, origin, path, statements, ...invited } = await open();
		const { organisationId, event, registration, email, code } = invited;
		const other = await makeRegistration(context.db, organisationId, event.id);
		const codeOf = (version: number) => deriveCode(context.config.secret, registration.id, version);
		const change = (fields: Parameters<typeof changeRegistration>[3]) =>
			changeRegistration(context, organisationId, registration.id, fields);
		const nobody = 'nobody@example.org';
		await visit(`${origin}${path}`);
		let site = 0;
		const answerTo = async (form: { email?: string; code?: string; website?: string }) => {
			statements.length = 0;
			const answer = await comeIn(form, ++site);
			// The page holds the address as it was typed, so its length and its hash go with it.
			const {
				date: _,
				'content-length': _l,
				etag: _e,
				...headers
			} = Object.fromEntries(answer.headers);
			const body = (await answer.text()).replaceAll(form.email ?? email, '…');
			return { status: answer.status, headers, body, statements: [...statements] };
		};
		const unknown = await answerTo({ email: nobody });
		expect(unknown.status).toBe(403);
		expect(unknown.body).toContain('don’t open the door together');
		expect(unknown.body).not.toContain(code);
		const answers: Record<string, unknown> = {
			wrong: await answerTo({ code: wrong(code) }),
			ofAnother: await answerTo({ code: deriveCode(context.config.secret, other.id, 1) }),
			byProgram: await answerTo({ website: 'https://spam.example' })
		};
		await change({ keyVersion: 2 });
		answers.rotated = await answerTo({ code });
		await change({ status: 'cancelled' });
		answers.cancelled = await answerTo({ code: codeOf(2) });
		await change({ status: 'registered' });
		await changeEvent(context, organisationId, event.id, { opensByCode: false });
		await until(async () =>
			expect(await (await visit(`${origin}${path}`)).text()).not.toContain('name="code"')
		);
		answers.withoutCodes = await answerTo({ code: codeOf(2) });
		answers.withoutCodesUnknown = await answerTo({ email: nobody, code: codeOf(2) });
		for (const [why, answer] of Object.entries(answers))
			expect({ why, ...(answer as object) }).toEqual({ why, ...unknown });
		await changeEvent(context, organisationId, event.id, { opensByCode: true });
		await until(async () => expect((await comeIn({ code: codeOf(2) }, 99)).status).toBe(303));
	});

	it('opens no event of another organisation, though all ids are the same but one', async () => {
		const { context, comeIn, code } = await open();
		const elsewhere = await makeInvited(context, { opensByCode: true });
		const email = elsewhere.registration.email ?? '';
		for (const tried of [elsewhere.code, code])
			expect((await comeIn({ email, code: tried })).status).toBe(403);
	});
});

describe('tries', () => {
	it('are counted for one address over all processes, and the right code is refused too once there were too many', async () => {
		const { context, origin, other, path, email, code, link } = await open();
		const statusAt = async (at: string, tried: string, site: number) =>
			(await post(`${at}${path}/code`, { email, code: tried }, from(site))).status;
		const statuses: number[] = [];
		for (let n = 0; n < 8; n++)
			statuses.push(await statusAt(n % 2 ? other : origin, wrong(code, n), 1));
		expect(statuses).toEqual([403, 403, 403, 403, 403, 429, 429, 429]);
		expect(await statusAt(other, code, 1)).toBe(429);
		// Who has the address to themselves elsewhere is not held up, and nobody's link is.
		expect(await statusAt(other, code, 2)).toBe(303);
		expect((await visit(`${origin}${link('')}`)).status).toBe(200);
		context.clock.time += 15 * 60_000;
		expect(await statusAt(origin, code, 1)).toBe(303);
	});

	it('are looked at few at a time, so that right ones on their way don’t count as too many', async () => {
		const { context, path, email, code } = await open();
		const { slow, onTheirWay } = readingSlowly(context);
		const { origin } = await serveForTest(slow);
		const answers = await Promise.all(
			Array.from({ length: 16 }, (_, n) => post(`${origin}${path}/code`, { email, code }, from(n)))
		);
		expect(answers.map(({ status }) => status)).toEqual(Array(16).fill(303));
		expect(onTheirWay.most).toBeLessThanOrEqual(4);
	});

	it('too many get one answer, known address or not', async () => {
		const { comeIn, code } = await open();
		const bodies: string[] = [];
		for (const email of [undefined, 'nobody@example.org']) {
			for (let n = 0; n < 5; n++) await comeIn({ ...(email && { email }), code: wrong(code, n) });
			const answer = await comeIn({ ...(email && { email }) });
			expect(answer.status).toBe(429);
			bodies.push((await answer.text()).replace(/value="[^"]*"/g, ''));
		}
		expect(bodies[0]).toContain('There were too many tries.');
		expect(bodies[1]).toBe(bodies[0]);
	});
});
