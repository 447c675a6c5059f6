import { flushSync } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { Presence } from '@foyer/shared/presence';
import { eventLike } from '../events/testing.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import LiveView from './LiveView.svelte';
import { LivePresence, type PresenceParts } from './presence.svelte.ts';
import { until } from '../testing/until.ts';

const event = eventLike({ status: 'live', timeZone: 'Europe/Paris' });
const startsAt = event.startsAt;
const minute = 60_000;

const busy: Presence = {
	now: startsAt + 5 * minute + 20_000,
	waiting: 3,
	letIn: 1204,
	arrived: 1310,
	arrivals: [
		[startsAt - 2 * minute, 80],
		[startsAt - minute, 310],
		[startsAt, 900],
		[startsAt + 4 * minute, 20]
	]
};
const quiet: Presence = { ...busy, waiting: 0, letIn: 0, arrived: 0, arrivals: [] };

let device: TestDevice;
afterEach(() => device.close());

/** A stream that says what the test has it say. */
class TestStream extends EventTarget {
	readyState: number = EventSource.OPEN;
	onmessage: ((message: { data: string }) => void) | null = null;
	onerror: (() => void) | null = null;
	closed = false;
	close() {
		this.closed = true;
	}
	says(presence: Presence) {
		this.onmessage?.({ data: JSON.stringify(presence) });
		flushSync();
	}
}

async function show(ask: PresenceParts['ask'] = () => Promise.reject(new Error('out of reach'))) {
	device = await openTestDevice({ events: [event] });
	const streams: TestStream[] = [];
	const live = new LivePresence(event.id, {
		stream: () => {
			const stream = new TestStream();
			streams.push(stream);
			return stream as unknown as EventSource;
		},
		ask
	});
	const { unmount } = await render(LiveView, { event, registered: 1500, live });
	return { stream: streams[0] ?? new TestStream(), unmount };
}

const figure = (label: string) => page.getByRole('term').filter({ hasText: label });

test('tells who waits, who came and who was let in, and draws how they came', async () => {
	const { stream } = await show();
	stream.says(busy);
	await expect.element(figure('Waiting now')).toBeVisible();
	await expect.element(page.getByText('1,204')).toBeVisible();
	await expect.element(page.getByText('1,310')).toBeVisible();
	await expect.element(page.getByText('of 1,500 registered')).toBeVisible();
	await expect
		.element(page.getByText(/20 in the last five minutes · 900 in one minute at most, at 19:00/))
		.toBeVisible();
	await until(() => expect(document.querySelectorAll('canvas')).toHaveLength(1));
});

test('says the same in a table', async () => {
	const { stream } = await show();
	stream.says(busy);
	const table = page.getByRole('table', { name: 'Arrivals by five minutes' });
	await expect.element(table.getByRole('row', { name: '18:55 390' })).toBeInTheDocument();
	await expect.element(table.getByRole('row', { name: '19:00 920' })).toBeInTheDocument();
});

test('before anybody came says so, and draws nothing', async () => {
	const { stream } = await show();
	stream.says(quiet);
	await expect.element(page.getByText(/Nobody has come yet/)).toBeVisible();
	expect(document.querySelectorAll('canvas')).toHaveLength(0);
});

test('out of reach keeps what it knew, and says of when it is', async () => {
	const { stream } = await show();
	stream.says(busy);
	stream.onerror?.();
	await expect
		.element(page.getByText('The server doesn’t answer. As it was at 19:05.'))
		.toBeVisible();
	await expect.element(page.getByText('1,204')).toBeVisible();
	stream.says(busy);
	await expect.element(page.getByText(/As it was/)).not.toBeInTheDocument();
});

test('where the stream is held up, it asks', async () => {
	const { stream } = await show(() => Promise.resolve(busy));
	stream.onerror?.();
	await expect.element(page.getByText('1,204')).toBeVisible();
});

test('looks no longer than somebody looks, nor once it may not', async () => {
	const { stream, unmount } = await show();
	await unmount();
	expect(stream.closed).toBe(true);
	await device.close();
	const again = await show();
	again.stream.dispatchEvent(new Event('end'));
	expect(again.stream.closed).toBe(true);
});
