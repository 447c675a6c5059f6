import { once } from 'node:events';
import { request as ask, type IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Event } from '@foyer/shared/events';
import { changeEvent, changeRegistration, makeInvited } from '../testing/access.ts';
import { contextOn } from '../testing/context-on.ts';
import { openTestContext } from '../testing/context.ts';
import { serveForTest, visit } from '../testing/served.ts';
import { claimPlace } from './places.writes.ts';
import { until } from '../testing/until.ts';

interface Claimed {
	state: string;
	url?: string;
}

/** A live event that limits devices, served by two processes. */
async function open(fields: Partial<Event> = {}) {
	const context = await openTestContext();
	const invited = await makeInvited(context, { status: 'live', deviceLimit: 1, ...fields });
	const other = await contextOn(context.database);
	const served = await Promise.all([context, other].map((each) => serveForTest(each)));
	const originOf = (process: number) => served[process]?.origin ?? '';

	/** A browser of its own, which keeps its cookie. */
	const device = (process = 0) => {
		let cookie = '';
		const link = () => invited.link(originOf(process));
		const send = async (headers: Record<string, string>): Promise<Response> => {
			const answer = await visit(
				link(),
				{ cookie, 'sec-fetch-site': 'same-origin', 'content-length': '0', ...headers },
				'POST'
			);
			cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
			return answer;
		};
		return {
			look: () => visit(link(), { cookie }),
			send,
			claim: async () => (await (await send({ accept: 'application/json' })).json()) as Claimed,
			cookie: () => cookie,
			/** What the page that stays open is told of its place. */
			async listen(of: string = invited.registration.id) {
				const told: { holds: boolean; at: number }[] = [];
				const path = `${originOf(process)}${invited.path}/live/place?of=${of}`;
				const asked = ask(path, { headers: { cookie } }).end();
				const [answer] = (await once(asked, 'response')) as [IncomingMessage];
				answer.setEncoding('utf8').on('data', (text: string) => {
					for (const [, data] of text.matchAll(/^data: (.*)$/gm))
						told.push(JSON.parse(data ?? '') as { holds: boolean; at: number });
				});
				answer.on('error', () => {});
				return { status: answer.statusCode, told };
			}
		};
	};
	const rows = () => context.db.selectFrom('deviceClaims').select('devices').execute();
	return { ...invited, context, device, rows, close: () => served[0]?.close() };
}

/** What the page is told of its device by the server. */
const isLost = async (answer: Response) => /"lostAt":"\d+"/.test(await answer.text());

describe('a live link of an event that limits devices', () => {
	it('shows a page that claims a place; looking at it changes nothing', async () => {
		const { device, rows, event } = await open();
		const phone = device();
		const page = await phone.look();
		expect(page.status).toBe(200);
		expect(page.headers.get('location')).toBeNull();
		expect(page.headers.getSetCookie()).toEqual([]);
		expect(await page.text()).not.toContain(event.roomUrl);
		expect(page.headers.get('content-security-policy')).toContain("form-action 'self'");
		expect(await rows()).toEqual([]);
		expect(await phone.claim()).toEqual({ state: 'in', url: event.roomUrl });
		expect(await rows()).toHaveLength(1);
	});

	it('lets the newest device in, and tells the earlier one why it must leave, on whichever process', async () => {
		const { device } = await open();
		const [phone, laptop] = [device(0), device(1)];
		await phone.claim();
		const page = await phone.listen();
		await until(() => expect(page.told.at(-1)).toMatchObject({ holds: true }));
		expect((await laptop.claim()).state).toBe('in');
		await until(() => expect(page.told.at(-1)).toMatchObject({ holds: false }));
		expect(page.told.at(-1)?.at).toEqual(expect.any(Number));
		expect(await isLost(await phone.look())).toBe(true);
		expect(await isLost(await laptop.look())).toBe(false);
		expect((await phone.claim()).state, 'by its holder’s own will').toBe('in');
		expect(await isLost(await laptop.look())).toBe(true);
	});

	it('takes a device that comes again for the same one', async () => {
		const { device, rows } = await open({ deviceLimit: 2 });
		const [phone, laptop] = [device(), device()];
		for (const each of [phone, laptop, phone, laptop, laptop]) await each.claim();
		expect((await rows())[0]?.devices).toHaveLength(2);
		for (const each of [phone, laptop]) expect(await isLost(await each.look())).toBe(false);
		await device().claim();
		expect(await isLost(await phone.look())).toBe(true);
		expect(await isLost(await laptop.look())).toBe(false);
	});

	it('gives a place back when the limit is raised, and takes it when it is lowered', async () => {
		const { device, context, organisationId, event } = await open();
		const phone = device();
		await phone.claim();
		await device().claim();
		const page = await phone.listen();
		await until(() => expect(page.told.at(-1)).toMatchObject({ holds: false }));
		for (const [deviceLimit, holds] of [
			[2, true],
			[1, false],
			[null, true]
		] as const) {
			await changeEvent(context, organisationId, event.id, { deviceLimit });
			await until(() => expect(page.told.at(-1)).toMatchObject({ holds }));
		}
	});

	it('of many that claim at once, over several processes, keeps as many as it allows', async () => {
		const { device, rows } = await open({ deviceLimit: 2 });
		const devices = Array.from({ length: 8 }, (_, n) => device(n % 2));
		await Promise.all(devices.map((each) => each.claim()));
		const lost = await Promise.all(devices.map(async (each) => isLost(await each.look())));
		expect(lost.filter((is) => !is)).toHaveLength(2);
		expect((await rows())[0]?.devices).toHaveLength(8);
	});

	it('works without scripts: a form that leads on by itself, since none may be redirected elsewhere', async () => {
		const { device, event } = await open();
		const answer = await device().send({ accept: 'text/html' });
		expect(answer.status).toBe(200);
		expect(answer.headers.get('refresh')).toBe(`0;url=${event.roomUrl}`);
		expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
		expect(answer.headers.getSetCookie()[0]).toMatch(/^foyer_place=/);
	});

	it('names the device by a cookie of this event’s link alone, which scripts can’t read', async () => {
		const { device, path } = await open();
		const answer = await device().send({ accept: 'application/json' });
		const [cookie = ''] = answer.headers.getSetCookie();
		expect(cookie).toMatch(/^foyer_place=[\w-]{22}; /);
		expect(cookie).toContain(`Path=${path}/live`);
		expect(cookie).toContain('HttpOnly');
		expect(cookie).toContain('SameSite=Lax');
	});

	it('claims nothing for a wrong key, a foreign page, or an event that isn’t live', async () => {
		const { device, link, context, organisationId, event, registration } = await open();
		const { origin } = await serveForTest(context);
		const headers = { 'sec-fetch-site': 'same-origin', accept: 'application/json' };
		const wrong = await visit(link(origin).replace(/key=.*/, 'key=wrong'), headers, 'POST');
		expect(await wrong.json()).toEqual({ state: 'moved' });
		expect((await device().send({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
		await changeRegistration(context, organisationId, registration.id, { status: 'cancelled' });
		await until(async () => expect((await device().claim()).state).toBe('moved'));
		await changeRegistration(context, organisationId, registration.id, { status: 'registered' });
		await changeEvent(context, organisationId, event.id, { status: 'scheduled' });
		await until(async () => {
			expect((await device().look()).status).toBe(200);
			expect((await device().claim()).state).toBe('moved');
		});
		const form = await device().send({ accept: 'text/html' });
		expect([form.status, form.headers.get('location')]).toEqual([303, link('')]);
	});

	it('forgets the devices of an earlier link', async () => {
		const { context, organisationId, event, registration } = await open();
		const link = { organisationId, registrationId: registration.id, eventId: event.id };
		for (const device of ['a', 'b'])
			await claimPlace(context.db, { ...link, keyVersion: 1 }, device, 1);
		const { devices } = await claimPlace(context.db, { ...link, keyVersion: 2 }, 'c', 2);
		expect(devices).toEqual(['c']);
	});

	it('is logged as led in once the place is claimed, and not by a look', async () => {
		const { device, context, registration, close } = await open();
		const phone = device();
		await phone.look();
		await phone.claim();
		await close();
		expect(
			await context.db
				.selectFrom('accessLog')
				.select(['registrationId', 'method', 'state', 'automated'])
				.orderBy('id')
				.execute()
		).toEqual([
			{ registrationId: registration.id, method: 'GET', state: 'place', automated: false },
			{ registrationId: registration.id, method: 'POST', state: 'live', automated: false }
		]);
	});

	it('gives a machine’s look no address', async () => {
		const { link, context, event } = await open();
		const { origin } = await serveForTest(context);
		const head = await visit(link(origin), {}, 'HEAD');
		expect([head.status, head.headers.get('location')]).toEqual([200, null]);
		const scanner = await visit(link(origin), { 'user-agent': 'Mimecast' });
		expect(await scanner.text()).not.toContain(event.roomUrl);
	});

	it('tells of a place to who holds its cookie alone', async () => {
		const { device, context } = await open();
		const phone = device();
		expect((await phone.listen()).status, 'not yet claimed').toBe(404);
		await phone.claim();
		expect((await phone.listen()).status).toBe(200);
		expect((await device().listen()).status).toBe(404);
		expect((await phone.listen('x')).status).toBe(404);
		const stranger = await makeInvited(context, { status: 'live', deviceLimit: 1 });
		expect((await phone.listen(stranger.registration.id)).status).toBe(404);
	});
});

it('a link whose event limits nothing leads straight to the room, and claims nothing', async () => {
	const { device, rows, event } = await open({ deviceLimit: null });
	const answer = await device().look();
	expect([answer.status, answer.headers.get('location')]).toEqual([303, event.roomUrl]);
	expect(await rows()).toEqual([]);
});
