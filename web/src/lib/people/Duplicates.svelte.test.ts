import type { CustomField } from '@foyer/shared/custom-fields';
import { barePerson, type Person } from '@foyer/shared/people';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { eventLike } from '../events/testing.ts';
import { registrationLike } from '../registrations/testing.ts';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import Toaster from '../ui/Toaster.svelte';
import Duplicates from './Duplicates.svelte';

const id = () => crypto.randomUUID();
const someone = (firstName: string, lastName: string, fields: Partial<Person> = {}): Person => ({
	...barePerson,
	id: id(),
	firstName,
	lastName,
	createdAt: 0,
	...fields
});
const table: CustomField = {
	id: id(),
	name: 'Table',
	kind: 'number',
	choices: [],
	position: 1,
	createdAt: 0,
	deletedAt: null
};
const first = someone('Inès', 'Moreau', { email: 'ines@a.org', company: 'Acme' });
const second = someone('Ines', 'Moreau', {
	email: 'ines@b.org',
	company: 'Midi',
	phone: '7',
	createdAt: 1,
	custom: { [table.id]: 4 }
});
const gala = eventLike({ id: id(), title: 'Gala' });
const ball = eventLike({ id: id(), title: 'Ball' });
const at = (event: { id: string }, person: Person) =>
	registrationLike({
		id: id(),
		eventId: event.id,
		personId: person.id,
		firstName: person.firstName,
		email: person.email
	});
const registrations = [at(gala, first), at(gala, second), at(ball, second)];

let device: TestDevice;
afterEach(() => device.close());

/** Offline: the test device's server is out of reach. */
async function open(people: Person[] = [first, second, someone('Tom', 'Smit')]) {
	device = await openTestDevice({
		people,
		events: [gala, ball],
		registrations,
		customFields: [table]
	});
	await render(Toaster);
	await render(Duplicates);
}

const heldBy = (person: Person) =>
	local
		.registrationsOfPerson(person.id)
		?.map(({ eventId, email }) => [local.event(eventId)?.title, email])
		.sort();

test('two of one name are compared, merged as chosen, and taken apart again, without network', async () => {
	await open();
	await page.getByRole('button', { name: 'Compare Inès Moreau with their duplicate' }).click();
	await expect.element(page.getByText(/Both are registered for Gala/)).toBeVisible();
	const company = page.getByRole('group', { name: 'Company' });
	await company.getByRole('radio', { name: 'Midi' }).click();
	await page.getByRole('button', { name: 'Merge into Inès Moreau' }).click();
	await expect
		.poll(() => local.waiting.map(({ name, args }) => [name, args]))
		.toEqual([
			[
				'people.merge@1',
				{
					id: first.id,
					otherId: second.id,
					eventIds: expect.arrayContaining([gala.id, ball.id]) as unknown,
					fields: { company: 'Midi', phone: '7' },
					custom: { [table.id]: 4 }
				}
			]
		]);
	await expect.element(page.getByText(/Nobody seems to be there twice/)).toBeVisible();
	const merged = { firstName: 'Inès', email: 'ines@a.org', company: 'Midi', phone: '7' };
	expect(local.person(second.id)).toMatchObject({ id: first.id, ...merged });
	expect(local.personByEmail('ines@b.org')?.id).toBe(first.id);
	await expect
		.poll(() => heldBy(first))
		.toEqual([
			['Ball', 'ines@b.org'],
			['Gala', 'ines@a.org'],
			['Gala', 'ines@b.org']
		]);
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect.poll(() => local.person(second.id)).toEqual(second);
	expect(local.person(first.id)).toEqual(first);
	await expect.poll(() => heldBy(first)).toEqual([['Gala', 'ines@a.org']]);
	await expect.element(page.getByRole('button', { name: /^Compare Inès/ })).toBeVisible();
});

test('two who aren’t the same person are proposed no longer, without network, until that is taken back', async () => {
	await open();
	await page.getByRole('button', { name: /^Inès Moreau and their duplicate are not/ }).click();
	await expect.element(page.getByText(/Nobody seems to be there twice/)).toBeVisible();
	const ids = { id: first.id, otherId: second.id };
	expect(local.waiting.map(({ name, args }) => [name, args])).toEqual([
		['people.tell_apart@1', ids]
	]);
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect.element(page.getByRole('button', { name: /^Compare Inès/ })).toBeVisible();
	expect(local.person(first.id)).toEqual(first);
});

test('whose address is chosen stays', async () => {
	await open();
	await page.getByRole('button', { name: /^Compare/ }).click();
	await page.getByRole('radio', { name: 'ines@b.org' }).click();
	await page.getByRole('button', { name: 'Merge into Ines Moreau' }).click();
	await expect.poll(() => local.person(first.id)?.id).toBe(second.id);
	expect(local.person(first.id)).toMatchObject({ email: 'ines@b.org', company: 'Midi' });
});

test('nobody twice is said', async () => {
	await open([first, someone('Tom', 'Smit')]);
	await expect.element(page.getByText(/Nobody seems to be there twice/)).toBeVisible();
});

test('nobody is told to have no right before this device knows their rights', async () => {
	device = await openTestDevice({ people: [first] });
	local.close();
	await render(Duplicates);
	await expect.element(page.getByRole('dialog')).toBeVisible();
	expect(page.getByText(/right to/).query()).toBeNull();
});
