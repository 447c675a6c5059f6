import { describe, expect, it, vi } from 'vitest';
import { changeEvent, makeInvited } from '../testing/access.ts';
import { openTestContext } from '../testing/context.ts';
import { serveForTest } from '../testing/served.ts';
import { spreadFor } from './viewers.ts';

interface Told {
	event: string;
	data: { now: number; revision: string; within: number };
}

/** A waiting viewer's stream, and what it has been told. */
async function wait(address: string): Promise<{ status: number; told: Told[]; ended(): boolean }> {
	const told: Told[] = [];
	let ended = false;
	const answer = await fetch(address);
	void (async () => {
		let text = '';
		for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
			text += chunk;
			const messages = text.split('\n\n');
			text = messages.pop() ?? '';
			for (const message of messages) {
				const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(message) ?? [];
				if (event && data) told.push({ event, data: JSON.parse(data) as Told['data'] });
			}
		}
		ended = true;
	})().catch(() => {});
	return { status: answer.status, told, ended: () => ended };
}

const names = ({ told }: { told: Told[] }) => told.map(({ event }) => event);

describe('who waits', () => {
	it('is told at once what the event is, and when it starts', async () => {
		const context = await openTestContext();
		const { path, organisationId, event } = await makeInvited(context);
		const { origin } = await serveForTest(context);
		const viewers = await Promise.all([1, 2, 3].map(() => wait(`${origin}${path}/live/stream`)));
		await vi.waitFor(() => expect(viewers.map(names)).toEqual([['state'], ['state'], ['state']]));
		await changeEvent(context, organisationId, event.id, { status: 'live' });
		await vi.waitFor(() => expect(viewers.map(names)).toEqual(Array(3).fill(['state', 'go'])));
		for (const { told } of viewers) {
			expect(told[1]?.data).toEqual({
				now: context.now(),
				revision: expect.any(String) as string,
				within: 600
			});
			expect(told[1]?.data.revision).not.toBe(told[0]?.data.revision);
		}
	});

	it('is told of a move, and that an edit which concerns nobody is none', async () => {
		const context = await openTestContext();
		const { path, organisationId, event } = await makeInvited(context);
		const { origin } = await serveForTest(context);
		const viewer = await wait(`${origin}${path}/live/stream`);
		await changeEvent(context, organisationId, event.id, { description: 'A word more.' });
		await vi.waitFor(() => expect(viewer.told).toHaveLength(2));
		await changeEvent(context, organisationId, event.id, { startsAt: event.startsAt + 60_000 });
		await vi.waitFor(() => expect(viewer.told).toHaveLength(3));
		const [first, edited, moved] = viewer.told.map(({ data }) => data.revision);
		expect(edited).toBe(first);
		expect(moved).not.toBe(first);
	});

	it('who comes after the start is told so by the stream’s first word', async () => {
		const context = await openTestContext();
		const { path } = await makeInvited(context, { status: 'live' });
		const { origin } = await serveForTest(context);
		const viewer = await wait(`${origin}${path}/live/stream`);
		await vi.waitFor(() => expect(names(viewer)).toEqual(['go']));
	});

	it('is sent to another process when this one ends', async () => {
		const context = await openTestContext();
		const { path } = await makeInvited(context);
		const { origin, close } = await serveForTest(context);
		const viewer = await wait(`${origin}${path}/live/stream`);
		await vi.waitFor(() => expect(viewer.told).toHaveLength(1));
		await close();
		await vi.waitFor(() => expect(viewer.ended()).toBe(true));
		expect(names(viewer)).toEqual(['state', 'reconnect']);
		expect(viewer.told[1]?.data.within).toBeGreaterThanOrEqual(2000);
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
