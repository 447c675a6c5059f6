import { barePerson, type Person } from '@foyer/shared/people';
import type { Registration } from '@foyer/shared/registrations';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { eventLike } from '../events/testing.ts';
import { registrationLike } from '../registrations/testing.ts';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import PersonRegistrations from './PersonRegistrations.svelte';

const event = eventLike({ title: 'Gala', timeZone: 'UTC' });
const ines: Person = {
	...barePerson,
	id: crypto.randomUUID(),
	email: 'ines@example.org',
	createdAt: 0
};

let device: TestDevice;
afterEach(() => device.close());

const evening = Date.UTC(2026, 4, 14, 17, 5);

test.each<[Partial<Registration>, RegExp]>([
	[{}, /^Registered$/],
	[{ mailState: 'rejected' }, /Mail rejected Registered$/],
	[{ ledInAt: evening }, /^Arrived 17:05$/],
	[{ status: 'waiting_list' }, /^Waiting list$/],
	[{ status: 'cancelled', ledInAt: evening, mailState: 'rejected' }, /^Cancelled$/]
])('a registration stands as %j', async (fields, words) => {
	const registration = registrationLike({ eventId: event.id, personId: ines.id, ...fields });
	device = await openTestDevice({
		people: [ines],
		events: [event],
		registrations: [registration]
	});
	await local.readFor(event.id);
	await render(PersonRegistrations, { person: ines, mayEdit: false });
	const row = page.getByRole('listitem');
	await expect.element(row).toMatchTextContent(/^Gala/);
	const said = row.element().textContent.replace(/\s+/g, ' ').trim();
	expect(said.replace(/^Gala 14 May 2026 ?/, '')).toMatch(words);
});

test('of two registrations for one event, that under another address tells it', async () => {
	const under = (email: string) =>
		registrationLike({ eventId: event.id, personId: ines.id, email });
	device = await openTestDevice({
		people: [ines],
		events: [event],
		registrations: [under('ines@example.org'), under('moreau@example.org')]
	});
	await local.readFor(event.id);
	await render(PersonRegistrations, { person: ines, mayEdit: false });
	await expect.element(page.getByText('moreau@example.org')).toBeVisible();
	expect(page.getByText('ines@example.org').query()).toBeNull();
});
