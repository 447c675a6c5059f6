import type { Event } from '@foyer/shared/events';
import { barePerson } from '@foyer/shared/people';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { eventLike } from '../events/testing.ts';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import AddSomeone from './AddSomeone.svelte';
import { registrationLike } from './testing.ts';

const now = Date.now();
const event = eventLike({ id: crypto.randomUUID(), startsAt: now, endsAt: now + 3_600_000 });
const ines = {
	...barePerson,
	id: crypto.randomUUID(),
	firstName: 'Inès',
	email: 'ines@example.org',
	createdAt: 0,
	deletedAt: null
};
const tom = registrationLike({
	id: crypto.randomUUID(),
	personId: crypto.randomUUID(),
	eventId: event.id,
	firstName: 'Tom',
	lastName: '',
	email: 'tom@example.org'
});

let device: TestDevice;
afterEach(() => device.close());

async function open(shown: Event = event) {
	device = await openTestDevice({ events: [shown], people: [ines, zoe], registrations: [tom] });
	await render(AddSomeone, { event: shown, open: true });
}

const waiting = () => local.waiting.map(({ name, args }) => [name, args]);

async function add(firstName: string, email: string) {
	await page.getByLabelText('First name').fill(firstName);
	await page.getByLabelText('E-mail').fill(email);
	await page.getByRole('button', { name: 'Add', exact: true }).click();
}

test('somebody new is registered by one change, and shown at once', async () => {
	await open();
	await add('Bo', 'bo@example.org');
	await expect
		.poll(waiting)
		.toEqual([
			[
				'registrations.register_someone@1',
				expect.objectContaining({ eventId: event.id, firstName: 'Bo', email: 'bo@example.org' })
			]
		]);
	expect(local.registrationsOf(event.id).map(({ firstName }) => firstName)).toContain('Bo');
});

const zoe = { ...ines, id: crypto.randomUUID(), firstName: 'Zoé', email: null, company: 'Midi' };

test.each([
	{ typed: 'ines', name: 'Inès ines@example.org', id: ines.id },
	{ typed: 'zo', name: 'Zoé Midi', id: zoe.id }
])('“$typed” finds who is there: they are chosen by a press, and registered', async (one) => {
	await open();
	await page.getByLabelText('First name').fill(one.typed);
	await page.getByRole('button', { name: one.name }).click();
	await expect.element(page.getByRole('button', { name: one.name })).not.toBeInTheDocument();
	const add = page.getByRole('button', { name: 'Add', exact: true });
	await expect.element(add).toHaveFocus();
	await add.click();
	await expect
		.poll(waiting)
		.toEqual([
			[
				'registrations.add@2',
				expect.objectContaining({ people: [expect.objectContaining({ personId: one.id })] })
			]
		]);
});

test('who is in the directory is registered as they are', async () => {
	await open();
	await add('', 'Ines@example.org');
	await expect
		.poll(waiting)
		.toEqual([
			[
				'registrations.add@2',
				expect.objectContaining({ people: [expect.objectContaining({ personId: ines.id })] })
			]
		]);
});

test('who is on the list already is not registered again', async () => {
	await open();
	await add('', 'tom@example.org');
	await expect.element(page.getByText('Tom is registered already.')).toBeVisible();
	expect(waiting()).toEqual([]);
});

test('for an event that is over somebody is noted down, and no mail is promised', async () => {
	await open({ ...event, status: 'ended' });
	await expect.element(page.getByText(/and get no mail/)).toBeVisible();
	expect(page.getByLabelText('Mail them their link').elements()).toEqual([]);
	await add('Bo', 'bo@example.org');
	await expect
		.poll(() => local.registrationsOf(event.id))
		.toContainEqual(
			expect.objectContaining({ firstName: 'Bo', status: 'registered', mailState: 'suppressed' })
		);
});
