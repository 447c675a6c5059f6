import { newPerson } from '@foyer/shared/people-mutations';
import type { Registration } from '@foyer/shared/registrations';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { eventLike } from '../events/testing.ts';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import RegistrantSheet from './RegistrantSheet.svelte';
import { registrationLike } from './testing.ts';

let device: TestDevice;
afterEach(() => device.close());

const live = eventLike({ status: 'live' });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const waiting = () => local.waiting.map(({ name }) => name);

/** Shows a registrant of an event in the panel, as the device holds them. */
async function open(fields: Partial<Registration>, event = live) {
	const registration = registrationLike({ eventId: event.id, ...fields });
	const { personId: id, email } = registration;
	device = await openTestDevice({
		events: [event],
		people: [newPerson({ id, email }, 0)],
		registrations: [registration]
	});
	await local.readFor(event.id);
	const held = () => local.registrationsOf(event.id).find((row) => row.id === registration.id);
	const shown = await render(RegistrantSheet, {
		event,
		registration,
		mayEdit: true,
		onclose: () => undefined
	});
	return {
		/** Shows what the device has of them by now. */
		again: () => shown.rerender({ registration: held() ?? registration }),
		held
	};
}

test('who isn’t here yet is marked as arrived without network, and the mark is taken back', async () => {
	const { again, held } = await open({});
	await expect.element(page.getByText('Not here yet')).toBeVisible();
	await button('Mark as arrived').click();
	await expect.poll(waiting).toEqual(['registrations.arrived@1']);
	const said = () => toasts.shown.map(({ text }) => text);
	await expect.poll(said).toEqual(['Inès Moreau has arrived.']);
	await again();
	await expect.element(page.getByText(/marked by the team/)).toBeVisible();
	await button('Take the arrival back').click();
	await expect.poll(waiting).toEqual(['registrations.arrived@1', 'registrations.not_arrived@1']);
	expect(held()).toMatchObject({ admittedAt: null, admissionId: null });
	await expect.poll(said).toEqual(['Inès Moreau has not arrived.']);
	await again();
	await expect.element(page.getByText('Not here yet')).toBeVisible();
});

test('whom their link let in has arrived by it', async () => {
	await open({ ledInAt: live.startsAt });
	await expect.element(page.getByText(/by their link, into the live room/)).toBeVisible();
	await expect.element(button('Take the arrival back')).toBeVisible();
	expect(button('Mark as arrived').query()).toBeNull();
});

test('of what is over, who didn’t come is absent', async () => {
	await open({}, eventLike({ status: 'ended', endedAt: live.endsAt }));
	await expect.element(page.getByText('Absent')).toBeVisible();
});

test('nobody is marked for what is far ahead', async () => {
	const startsAt = Date.now() + 30 * 86_400_000;
	await open({}, eventLike({ startsAt, endsAt: startsAt + 3_600_000 }));
	await expect.element(page.getByRole('heading', { name: 'Access link' })).toBeVisible();
	expect(page.getByRole('heading', { name: 'Arrival' }).query()).toBeNull();
	expect(button('Mark as arrived').query()).toBeNull();
});
