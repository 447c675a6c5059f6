import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { accessLink, eventPath } from '@foyer/shared/access';
import { heartbeatMs } from '@foyer/shared/heartbeat';
import { changeEvent, makeInvited } from '../testing/access.ts';
import { openTestContext } from '../testing/context.ts';
import { makeRegistration } from '../testing/organisations.ts';
import { serveForTest } from '../testing/served.ts';
import { wait, type Told } from '../testing/streams.ts';
import { until } from '../testing/until.ts';
import { AccessCache } from './access-cache.ts';
import { deriveKey } from './access-keys.ts';
import { spreadFor, spreadOf, Viewers } from './viewers.ts';

const names = ({ told }: { told: Told[] }) => told.map(({ event }) => event);

describe('who waits', () => {
	it('is told at once what the event is, and when it starts', async () => {
		const context = await openTestContext();
		const { stream, organisationId, event } = await makeInvited(context);
		const { origin } = await serveForTest(context);
		const viewers = await Promise.all([1, 2, 3].map(() => wait(stream(origin))));
		await until(() => expect(viewers.map(names)).toEqual([['state'], ['state'], ['state']]));
		await changeEvent(context, organisationId, event.id, { status: 'live' });
		await until(() => expect(viewers.map(names)).toEqual(Array(3).fill(['state', 'go'])));
		for (const { told } of viewers) {
			expect(told[1]?.data).toEqual({
				now: context.now(),
				revision: expect.any(String) as string,
				message: '',
				within: 600
			});
			expect(told[1]?.data.revision).not.toBe(told[0]?.data.revision);
		}
	});

	it('is told nothing of another organisation’s event that bears the same id', async () => {
		const context = await openTestContext();
		const { stream, organisationId, event } = await makeInvited(context);
		const other = await makeInvited(context, { id: event.id });
		const { origin } = await serveForTest(context);
		const viewer = await wait(stream(origin));
		const otherViewer = await wait(other.stream(origin));
		await changeEvent(context, other.organisationId, event.id, { status: 'live' });
		await until(() => expect(names(otherViewer)).toEqual(['state', 'go']));
		await changeEvent(context, organisationId, event.id, { status: 'cancelled' });
		await until(() => expect(names(viewer)).toEqual(['state', 'state']));
		expect(names(otherViewer)).toEqual(['state', 'go']);
	});

	it('is told of a move, and that an edit which concerns nobody is none', async () => {
		const context = await openTestContext();
		const { stream, organisationId, event } = await makeInvited(context);
		const { origin } = await serveForTest(context);
		const viewer = await wait(stream(origin));
		await changeEvent(context, organisationId, event.id, { description: 'A word more.' });
		await until(() => expect(viewer.told).toHaveLength(2));
		await changeEvent(context, organisationId, event.id, { startsAt: event.startsAt + 60_000 });
		await until(() => expect(viewer.told).toHaveLength(3));
		const [first, edited, moved] = viewer.told.map(({ data }) => data.revision);
		expect(edited).toBe(first);
		expect(moved).not.toBe(first);
	});

	it('is told the organizer’s message, which makes nobody ask again', async () => {
		const context = await openTestContext();
		const { stream, organisationId, event } = await makeInvited(context);
		const { origin } = await serveForTest(context);
		const viewer = await wait(stream(origin));
		const message = 'On attend le maire.\nCinq minutes <3';
		await changeEvent(context, organisationId, event.id, { message });
		await until(() => expect(viewer.told.map(({ data }) => data.message)).toEqual(['', message]));
		const [before, after] = viewer.told.map(({ data }) => data.revision);
		expect(after).toBe(before);
	});

	it.each([
		['no token', () => ''],
		['another event’s', (token: string) => `?token=${token}`],
		['none that is one', () => '?token=x']
	])(
		'is told when something changed, but not what the organizer says, with %s',
		async (_, query) => {
			const context = await openTestContext();
			const { path, organisationId, event } = await makeInvited(context, { message: 'Soon' });
			const other = await makeInvited(context, { id: event.id });
			const { origin } = await serveForTest(context);
			const address = `${origin}${path}/live`;
			const stranger = await wait(`${address}/stream${query(other.token)}`);
			await until(() => expect(names(stranger)).toEqual(['state']));
			await changeEvent(context, organisationId, event.id, { message: 'The mayor is late' });
			await until(() => expect(names(stranger)).toEqual(['state', 'state']));
			await changeEvent(context, organisationId, event.id, { status: 'live' });
			await until(() => expect(names(stranger)).toEqual(['state', 'state', 'go']));
			const polled = await (await fetch(`${address}/state${query(other.token)}`)).text();
			for (const told of [JSON.stringify(stranger.told), polled])
				expect(told).not.toMatch(/Soon|mayor|message/);
		}
	);

	it('is told by what the waiting page holds, which is the same for all of them', async () => {
		const context = await openTestContext();
		const { link, token, organisationId, event, pageName } = await makeInvited(context);
		const { origin } = await serveForTest(context);
		const tokenIn = async (address: string) =>
			/"token":"([^"]*)"/.exec(await (await fetch(address)).text())?.[1];
		const { email, id } = await makeRegistration(context.db, organisationId, event.id);
		const key = deriveKey(context.config.secret, id, 1);
		const path = eventPath(pageName, event.permalink);
		expect([
			await tokenIn(link(origin)),
			await tokenIn(accessLink(origin, path, email ?? '', key))
		]).toEqual([token, token]);
		expect(token).not.toBe(key);
		const wrong = link(origin).replace(/key=.{4}/, 'key=0000');
		expect(await tokenIn(wrong)).toBeUndefined();
	});

	it('hears the stream’s beat as an event, by which nobody is told anything', async () => {
		const beat = vi.spyOn(globalThis, 'setInterval');
		onTestFinished(() => beat.mockRestore());
		const context = await openTestContext();
		const { stream } = await makeInvited(context);
		const { origin } = await serveForTest(context);
		const viewer = await wait(stream(origin));
		await until(() => expect(names(viewer)).toEqual(['state']));
		for (const [write, ms] of beat.mock.calls) if (ms === heartbeatMs) write();
		await until(() => expect(viewer.told[1]).toEqual({ event: 'beat', data: 0 }));
	});

	it('who comes after the start is told so by the stream’s first word', async () => {
		const context = await openTestContext();
		const { stream } = await makeInvited(context, { status: 'live' });
		const { origin } = await serveForTest(context);
		const viewer = await wait(stream(origin));
		await until(() => expect(names(viewer)).toEqual(['go']));
	});

	it('is told to come in over as long as the event says, and who polls too', async () => {
		const context = await openTestContext();
		const { stream, organisationId, event } = await makeInvited(context, { entrySpread: 120 });
		const { origin } = await serveForTest(context);
		const viewer = await wait(stream(origin));
		await until(() => expect(viewer.told).toHaveLength(1));
		const polled = async () => {
			const answer = await fetch(stream(origin).replace('/stream', '/state'));
			return (await answer.json()) as Told['data'];
		};
		expect([viewer.told[0]?.data.within, (await polled()).within]).toEqual([600, 600]);
		const startedAt = context.now();
		await changeEvent(context, organisationId, event.id, { status: 'live', startedAt });
		await until(() => expect(names(viewer)).toEqual(['state', 'go']));
		expect(viewer.told[1]?.data.within).toBe(120_000);
		context.clock.time += 90_000;
		expect((await polled()).within).toBe(30_000);
	});

	it('isn’t asked to come again where only the spread of the entry changes', async () => {
		const context = await openTestContext();
		const { stream, organisationId, event } = await makeInvited(context);
		const { origin } = await serveForTest(context);
		const viewer = await wait(stream(origin));
		await until(() => expect(viewer.told).toHaveLength(1));
		await changeEvent(context, organisationId, event.id, { entrySpread: 60 });
		await until(() => expect(viewer.told).toHaveLength(2));
		expect(viewer.told[1]?.data.revision).toBe(viewer.told[0]?.data.revision);
	});

	it('is sent to another process when this one ends', async () => {
		const context = await openTestContext();
		const { stream } = await makeInvited(context);
		const { origin, close } = await serveForTest(context);
		const viewer = await wait(stream(origin));
		await until(() => expect(viewer.told).toHaveLength(1));
		await close();
		await until(() => expect(viewer.ended()).toBe(true));
		expect(names(viewer)).toEqual(['state', 'reconnect']);
		expect(viewer.told[1]?.data.within).toBeGreaterThanOrEqual(2000);
	});

	it('gets none from a process that is ending', async () => {
		const context = await openTestContext();
		const { path } = await makeInvited(context);
		const viewers = new Viewers(context, new AccessCache(context));
		const server = createServer((request, response) =>
			viewers.open(
				{ event: path, email: null, key: null, token: null, link: null },
				request,
				response
			)
		);
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		onTestFinished(() => void server.close());
		const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		viewers.close();
		expect((await fetch(origin)).status).toBe(503);
	});

	it('is told in order though an earlier request on the same connection isn’t answered yet', async () => {
		const context = await openTestContext();
		const { stream, link, organisationId, event } = await makeInvited(context);
		const { origin } = await serveForTest(context);
		const socket = connect(Number(new URL(origin).port), '127.0.0.1');
		onTestFinished(() => void socket.destroy());
		let heard = '';
		socket.on('data', (chunk) => (heard += chunk.toString('latin1')));
		const request = (target: string) => `GET ${target} HTTP/1.1\r\nHost: foyer.test\r\n\r\n`;
		socket.write(request(link('')) + request(stream('')));
		await until(() => expect(heard).toContain('event: state'));
		await changeEvent(context, organisationId, event.id, { status: 'live' });
		await until(() => expect(heard).toContain('event: go'));
		const places = ['</html>', 'text/event-stream', 'event: state', 'event: go'].map((text) =>
			heard.indexOf(text)
		);
		expect(places).toEqual([...places].sort((a, b) => a - b));
	});

	it('by HEAD learns that there is a stream', async () => {
		const context = await openTestContext();
		const { stream } = await makeInvited(context);
		const { origin } = await serveForTest(context);
		const answer = await fetch(stream(origin), { method: 'HEAD' });
		expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
	});

	it('gets no stream for an event that doesn’t exist', async () => {
		const context = await openTestContext();
		const { origin } = await serveForTest(context);
		expect((await wait(`${origin}/nobody/nothing/live/stream`)).status).toBe(404);
	});
});

it.each([
	[1, 600],
	[1000, 600],
	[10_000, 2000]
])('%i viewers come within %i ms', (viewers, within) => {
	expect(spreadFor(viewers)).toBe(within);
});

describe('over how long viewers are let in', () => {
	const startedAt = 1_000_000;
	const live = { status: 'live', startedAt } as const;
	it.each([
		[
			'as their number asks, where nothing is said',
			{ ...live, entrySpread: null },
			10_000,
			0,
			2000
		],
		['as the event says', { ...live, entrySpread: 60 }, 10_000, 0, 60_000],
		['at once', { ...live, entrySpread: 0 }, 10_000, 0, 0],
		['what is left of it, for who hears later', { ...live, entrySpread: 60 }, 1, 45_000, 15_000],
		['as their number asks, once it is over', { ...live, entrySpread: 60 }, 10_000, 60_000, 2000],
		['never longer than the event says', { ...live, entrySpread: 10 }, 100_000, 60_000, 10_000],
		['at once also later', { ...live, entrySpread: 0 }, 10_000, 60_000, 0],
		['no longer where a clock is behind', { ...live, entrySpread: 10 }, 1, -5000, 10_000],
		[
			'as their number asks, where it isn’t let in that they are',
			{ status: 'scheduled', startedAt: null, entrySpread: 300 },
			1,
			0,
			600
		]
	] as const)('%s', (_, event, viewers, later, within) => {
		expect(spreadOf(event, viewers, startedAt + later)).toBe(within);
	});
});
