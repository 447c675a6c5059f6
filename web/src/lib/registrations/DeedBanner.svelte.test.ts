import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { eventLike } from '../events/testing.ts';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import { pressUndo } from '../testing/undo.ts';
import { until } from '../testing/until.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import Registrations from './Registrations.svelte';
import { registrationLike } from './testing.ts';

const hour = 3_600_000;
const guests = ['Ada', 'Ben', 'Cy'].map((firstName, n) =>
	registrationLike({
		id: crypto.randomUUID(),
		personId: crypto.randomUUID(),
		firstName,
		createdAt: n,
		status: n === 0 ? 'registered' : 'waiting_list'
	})
);

let device: TestDevice;
afterEach(() => device.close());

async function open(capacity: number | null) {
	toasts.shown = [];
	const startsAt = Date.now() + hour;
	const event = eventLike({
		id: crypto.randomUUID(),
		capacity,
		startsAt,
		endsAt: startsAt + hour
	});
	const registrations = guests.map((guest) => ({ ...guest, eventId: event.id }));
	device = await openTestDevice({ events: [event], registrations });
	await local.readFor(event.id);
	await render(Registrations, { event });
	await expect.element(page.getByRole('heading', { name: 'Registrations' })).toBeVisible();
}

test('where a place is free, who has waited longest is given it by one press, which is taken back', async () => {
	await open(2);
	await expect.element(page.getByText('There is room for 1 person who waits.')).toBeVisible();
	await page.getByRole('button', { name: 'Admit 1 person' }).click();
	await until(() => expect(local.waiting).toHaveLength(1));
	expect(local.waiting[0]).toMatchObject({
		name: 'registrations.admit@2',
		args: { personIds: [guests[1]?.personId] }
	});
	await expect.element(page.getByText(/There is room/)).not.toBeInTheDocument();
	await pressUndo();
	await expect.element(page.getByText('There is room for 1 person who waits.')).toBeVisible();
});

test('without a limit there is room for all who wait', async () => {
	await open(null);
	await expect.element(page.getByRole('button', { name: 'Admit 2 people' })).toBeVisible();
});

test('where all places are taken there is room for nobody', async () => {
	await open(1);
	expect(page.getByText(/There is room/).query()).toBeNull();
});
