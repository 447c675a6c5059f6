import { newPerson } from '@foyer/shared/people-mutations';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { eventLike } from '../events/testing.ts';
import { registrationLike } from '../registrations/testing.ts';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import { pressUndo } from '../testing/undo.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import { work } from '../ui/work.svelte.ts';
import DeletePeople from './DeletePeople.svelte';
import { registrationsAhead } from './open-events.ts';
import { panelPlace } from './panel-place.ts';
import PersonPanel from './PersonPanel.svelte';
import { personMenu } from './person-menu.ts';

const soon = { startsAt: Date.now() + 86_400_000, endsAt: Date.now() + 90_000_000 };
const past = { startsAt: 1, endsAt: 2 };
const [gala, ball, done] = [
	eventLike({ id: crypto.randomUUID(), title: 'Gala', ...soon }),
	eventLike({ id: crypto.randomUUID(), title: 'Ball', ...soon }),
	eventLike({ id: crypto.randomUUID(), title: 'Done', ...past })
];
const [ed, cy] = ['Ed', 'Cy'].map((firstName) =>
	newPerson(
		{ id: crypto.randomUUID(), firstName, email: `${firstName.toLowerCase()}@example.org` },
		0
	)
) as [ReturnType<typeof newPerson>, ReturnType<typeof newPerson>];
const comes = (eventId: string, personId: string, status: 'registered' | 'waiting_list') =>
	registrationLike({ id: crypto.randomUUID(), eventId, personId, status });
const registrations = [
	comes(gala.id, ed.id, 'registered'),
	comes(ball.id, ed.id, 'waiting_list'),
	comes(done.id, ed.id, 'registered'),
	comes(done.id, cy.id, 'registered')
];

let device: TestDevice;
beforeEach(async () => {
	toasts.shown = [];
	device = await openTestDevice({ events: [gala, ball, done], people: [ed, cy], registrations });
	for (const { id } of [gala, ball, done]) await local.readFor(id);
	await expect.poll(() => registrationsAhead([ed])?.length).toBe(2);
	await expect.poll(() => registrationsAhead([cy])?.length).toBe(0);
});
afterEach(() => device.close());

const waiting = () => local.waiting.map(({ name }) => name);
/** At the gala, the ball and what is over. */
const statuses = () =>
	[gala, ball, done].map(
		({ id }) => local.registrationsOfPerson(ed.id)?.find(({ eventId }) => eventId === id)?.status
	);
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

test('who comes to what is ahead is deleted with these registrations, and undo gives all of it back', async () => {
	await render(DeletePeople, { open: true, people: [ed] });
	await expect.element(page.getByRole('dialog', { name: 'Delete Ed?' })).toBeVisible();
	const choice = page.getByRole('checkbox');
	await expect.element(choice).toBeChecked();
	await expect
		.element(page.getByText(/^Cancel their 2 registrations for what is ahead too/))
		.toBeVisible();
	await press('Delete person');
	await expect
		.poll(waiting)
		.toEqual(['registrations.cancel@1', 'registrations.cancel@1', 'people.delete@1']);
	// What is over stays as it was.
	await expect.poll(statuses).toEqual(['cancelled', 'cancelled', 'registered']);
	expect(local.person(ed.id)?.deletedAt).not.toBeNull();
	await pressUndo();
	await expect.poll(() => local.person(ed.id)?.deletedAt).toBeNull();
	await expect.poll(statuses).toEqual(['registered', 'waiting_list', 'registered']);
});

test('the registrations stay where that is wanted', async () => {
	await render(DeletePeople, { open: true, people: [ed] });
	await page.getByRole('checkbox').click();
	await expect
		.element(page.getByText('They stay on the guest lists, and their links keep working.'))
		.toBeVisible();
	await press('Delete person');
	await expect.poll(waiting).toEqual(['people.delete@1']);
	expect(statuses()).toEqual(['registered', 'waiting_list', 'registered']);
});

test('of several, all that they come to is cancelled with them, in one save, and undo gives all of it back', async () => {
	await render(DeletePeople, { open: true, people: [ed, cy] });
	await expect.element(page.getByRole('dialog', { name: 'Delete 2 people?' })).toBeVisible();
	await expect
		.element(
			page.getByRole('checkbox', { name: /^Cancel their 2 registrations for what is ahead/ })
		)
		.toBeChecked();
	const saves = vi.spyOn(local, 'saveTogether');
	await press('Delete 2 people');
	await expect
		.poll(waiting)
		.toEqual(['registrations.cancel@1', 'registrations.cancel@1', 'people.delete@1']);
	expect(saves).toHaveBeenCalledOnce();
	await expect.poll(statuses).toEqual(['cancelled', 'cancelled', 'registered']);
	expect([ed, cy].map(({ id }) => local.person(id)?.deletedAt)).not.toContain(null);
	await pressUndo();
	await expect.poll(statuses).toEqual(['registered', 'waiting_list', 'registered']);
	expect([ed, cy].map(({ id }) => local.person(id)?.deletedAt)).toEqual([null, null]);
	saves.mockRestore();
});

test('of several who come to nothing ahead, nothing is asked; what stays is said', async () => {
	const flo = newPerson({ id: crypto.randomUUID(), firstName: 'Flo' }, 0);
	await device.arrives({ people: [flo] });
	const dialog = await render(DeletePeople, { open: true, people: [cy, flo] });
	await press('Delete 2 people');
	await expect.poll(waiting).toEqual(['people.delete@1']);
	await dialog.unmount();
	await render(DeletePeople, { open: true, people: [ed, flo] });
	await page.getByRole('checkbox').click();
	await expect
		.element(page.getByText('They stay on the guest lists, and their links keep working.'))
		.toBeVisible();
	await press('Delete 2 people');
	await expect.poll(waiting).toEqual(['people.delete@1', 'people.delete@1']);
	expect(statuses()).toEqual(['registered', 'waiting_list', 'registered']);
});

test('given up before all is decided, nothing of it is saved', async () => {
	const stop = $effect.root(() => {
		$effect(() => {
			if (work.shown) work.stop();
		});
	});
	await render(DeletePeople, { open: true, people: [ed, cy] });
	await press('Delete 2 people');
	await expect
		.poll(() => toasts.shown.map(({ text }) => text))
		.toEqual(['Cancelled. Nothing was changed.']);
	stop();
	expect(waiting()).toEqual([]);
	await expect.element(page.getByRole('checkbox')).toBeChecked();
});

test.each([
	['one', () => [ed], 'registrationsOfPerson', 'Delete person'],
	['several', () => [ed, cy], 'withStanding', 'Delete 2 people']
] as const)(
	'of %s, nobody is deleted before it is read what they come to: that is waited for, and asked about',
	async (_who, people, reads, deed) => {
		const reading = vi.spyOn(local, reads).mockReturnValue(undefined);
		await render(DeletePeople, { open: true, people: people() });
		await expect.element(page.getByText(/^Looking up their registrations/)).toBeVisible();
		await press(deed);
		expect(waiting()).toEqual([]);
		reading.mockRestore();
		await device.arrives({ events: [{ ...gala, title: 'Grand gala' }] });
		await expect.element(page.getByRole('checkbox')).toBeChecked();
		await press(deed);
		await expect.poll(statuses).toEqual(['cancelled', 'cancelled', 'registered']);
	}
);

test('for an event that was deleted meanwhile no place is given back: the others are, and it is said', async () => {
	await render(DeletePeople, { open: true, people: [ed, cy] });
	await press('Delete 2 people');
	await expect.poll(statuses).toEqual(['cancelled', 'cancelled', 'registered']);
	await device.arrives({ events: [{ ...gala, deletedAt: 1 }] });
	await expect.poll(() => local.event(gala.id)?.deletedAt).toBe(1);
	await pressUndo();
	await expect
		.poll(() => waiting().slice(3))
		.toEqual(['people.restore@1', 'registrations.let_wait@1']);
	expect(local.person(ed.id)?.deletedAt).toBeNull();
	expect(toasts.shown.at(-1)?.text).toMatch(/^1 registration wasn’t given back/);
});

test('who stays deleted, as their address is taken, gets no place back; the others do', async () => {
	await device.arrives({
		registrations: [
			registrationLike({ id: crypto.randomUUID(), eventId: gala.id, personId: cy.id })
		]
	});
	await expect.poll(() => registrationsAhead([cy])?.length).toBe(1);
	await render(DeletePeople, { open: true, people: [ed, cy] });
	await press('Delete 2 people');
	await expect.poll(statuses).toEqual(['cancelled', 'cancelled', 'registered']);
	const other = newPerson(
		{ id: crypto.randomUUID(), firstName: 'Other', email: 'cy@example.org' },
		0
	);
	await device.arrives({ people: [{ ...cy, deletedAt: 1 }, other] });
	await expect.poll(() => local.personByEmail('cy@example.org')?.id).toBe(other.id);
	await pressUndo();
	await expect.poll(statuses).toEqual(['registered', 'waiting_list', 'registered']);
	expect(local.person(cy.id)?.deletedAt).not.toBeNull();
	expect(local.registrationsOf(gala.id).find(({ personId }) => personId === cy.id)?.status).toBe(
		'cancelled'
	);
	expect(toasts.shown.at(-1)?.text).toMatch(/^1 person stays deleted/);
});

test('from the row, who comes to nothing ahead is deleted at a press; others are asked about', async () => {
	const asked: string[] = [];
	const deeds = (person: typeof ed) =>
		personMenu(person, true, {
			join: () => asked.push('join'),
			register: () => asked.push('register'),
			remove: () => asked.push('remove')
		});
	const remove = (person: typeof ed) =>
		deeds(person)
			.find(({ label }) => label === 'Delete person')
			?.run?.();
	remove(ed);
	expect(asked).toEqual(['remove']);
	expect(waiting()).toEqual([]);
	remove(cy);
	await expect.poll(waiting).toEqual(['people.delete@1']);
	expect(asked).toEqual(['remove']);
});

test('the panel asks as well, and closes once they are deleted', async () => {
	const closes = vi.spyOn(panelPlace, 'close').mockReturnValue();
	const panel = await render(PersonPanel, { id: ed.id });
	const remove = async () => {
		await press('More actions');
		await page.getByRole('menuitem', { name: 'Delete person' }).click();
	};
	await remove();
	await expect.element(page.getByRole('checkbox', { name: /^Cancel their 2/ })).toBeChecked();
	expect(waiting()).toEqual([]);
	await press('Delete person');
	await expect.poll(() => closes.mock.calls.length).toBe(1);
	expect(waiting()).toContain('people.delete@1');
	await expect.poll(statuses).toEqual(['cancelled', 'cancelled', 'registered']);
	await panel.rerender({ id: cy.id });
	await remove();
	await expect.poll(() => closes.mock.calls.length).toBe(2);
	expect(local.person(cy.id)?.deletedAt).not.toBeNull();
	closes.mockRestore();
});
