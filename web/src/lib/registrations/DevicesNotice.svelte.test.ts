import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { eventLike } from '../events/testing.ts';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import DevicesNotice from './DevicesNotice.svelte';
import { registrationLike } from './testing.ts';

const event = eventLike();
const registration = registrationLike({ eventId: event.id, devicesSeen: 6 });

let device: TestDevice;
afterEach(() => device.close());

async function show(mayEdit = true) {
	device = await openTestDevice({ events: [event], registrations: [registration] });
	await expect.poll(() => local.registrationsOf(event.id)).toHaveLength(1);
	await render(DevicesNotice, { event, registration, devices: 6, mayEdit });
}

test('says on how many devices a link is, and what to do: a new link, which is asked about', async () => {
	await show();
	await expect.element(page.getByText('On 6 devices')).toBeVisible();
	await page.getByRole('button', { name: 'Make a new link' }).click();
	await expect.element(page.getByRole('dialog')).toBeVisible();
});

test('is dismissed by who finds nothing amiss', async () => {
	await show();
	await page.getByRole('button', { name: 'That’s fine' }).click();
	await expect.poll(() => local.registrationsOf(event.id)[0]?.devicesSeen).toBeNull();
});

test('offers nothing to who may only look', async () => {
	await show(false);
	await expect.element(page.getByText('On 6 devices')).toBeVisible();
	expect(page.getByRole('button').elements()).toEqual([]);
});
