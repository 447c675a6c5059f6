import type { Event } from '@foyer/shared/events';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import HeldUp from './HeldUp.svelte';
import { eventLike } from './testing.ts';

const live = eventLike({
	id: crypto.randomUUID(),
	title: 'Répétition',
	status: 'live',
	startsBy: 'hand'
});
const gala = eventLike({ id: crypto.randomUUID(), title: 'Gala', heldUpBy: live.id });
const now = gala.startsAt;

let device: TestDevice;
afterEach(() => device.close());

async function show(event: Event, held: readonly Event[]) {
	device = await openTestDevice({ events: held });
	await render(HeldUp, { event, now });
}

test('an event that waits names the live one and leads to it', async () => {
	await show(gala, [live, gala]);
	await expect.element(page.getByText('Waiting for “Répétition” to end')).toBeVisible();
	await expect
		.element(page.getByRole('link', { name: 'Go to the live event' }))
		.toHaveAttribute('href', `/app/events/${live.id}`);
});

test('a device that holds this event alone says what to do', async () => {
	await show(gala, [gala]);
	await expect.element(page.getByText(/Ask who runs the other one/)).toBeVisible();
	expect(page.getByRole('link').elements()).toEqual([]);
});

test('the live event tells what waits for it', async () => {
	await show(live, [live, gala]);
	await expect.element(page.getByText('Waiting for this one to end: Gala.')).toBeVisible();
});

test('nothing is said of an event that waits for none', async () => {
	await show({ ...gala, heldUpBy: null }, [live, { ...gala, heldUpBy: null }]);
	expect(page.getByRole('status').elements()).toEqual([]);
});
