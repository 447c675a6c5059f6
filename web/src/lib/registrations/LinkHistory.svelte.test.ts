import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { eventLike } from '../events/testing.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import type { HistoryEntry } from './link-history.ts';
import LinkHistory from './LinkHistory.svelte';
import { registrationLike } from './testing.ts';

const event = eventLike();
const registration = registrationLike({ eventId: event.id });

let device: TestDevice;
afterEach(() => device.close());

async function show(read: () => Promise<HistoryEntry[]>) {
	device = await openTestDevice({ events: [event], registrations: [registration] });
	await render(LinkHistory, { event, registration, read });
}

test('tells what a registrant did by their link, with times', async () => {
	const at = Date.UTC(2026, 4, 14, 17);
	await show(() =>
		Promise.resolve([
			{ step: 'joined', at, since: at, count: 1 },
			{ step: 'waited', at: at - 60_000, since: at - 600_000, count: 3 },
			{ step: 'machine', at: at - 86_400_000, since: at - 86_400_000, count: 1 }
		])
	);
	const texts = () =>
		page
			.getByRole('listitem')
			.elements()
			.map(({ textContent }) => textContent.replace(/\s+/g, ' '));
	await expect
		.poll(texts)
		.toEqual([
			expect.stringMatching(/Came into the room.*14 May/),
			expect.stringMatching(/Opened it, and waited.*× 3/),
			expect.stringMatching(/A machine looked at it/)
		]);
});

test('says when nobody has opened it yet', async () => {
	await show(() => Promise.resolve([]));
	await expect.element(page.getByText('Not opened yet.')).toBeVisible();
});

test('without network says what it needs', async () => {
	await show(() => Promise.reject(new Error('out of reach')));
	await expect.element(page.getByText(/can be seen with network/)).toBeVisible();
});
