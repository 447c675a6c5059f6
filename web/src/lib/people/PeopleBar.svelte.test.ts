import { barePerson, type Person } from '@foyer/shared/people';
import type { Group } from '@foyer/shared/groups';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { formatDayTime } from '../i18n/format.ts';
import { eventLike } from '../events/testing.ts';
import { registrationLike } from '../registrations/testing.ts';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import Toaster from '../ui/Toaster.svelte';
import { toasts } from '../ui/toasts.svelte.ts';
import { work } from '../ui/work.svelte.ts';
import PeopleBar from './PeopleBar.svelte';

const now = Date.now();
const person = (at: number, more: Partial<Person> = {}): Person => ({
	...barePerson,
	id: crypto.randomUUID(),
	firstName: `First ${at}`,
	email: `p${at}@example.org`,
	createdAt: 0,
	...more
});
const friends: Group = {
	id: crypto.randomUUID(),
	name: 'Friends',
	smart: false,
	rule: null,
	createdAt: 0,
	deletedAt: null
};
const gala = eventLike({
	id: crypto.randomUUID(),
	title: 'Gala',
	startsAt: now + 3_600_000,
	endsAt: now + 7_200_000
});
const small = eventLike({
	...gala,
	id: crypto.randomUUID(),
	title: 'Small',
	capacity: 3
});
const people = Array.from({ length: 1203 }, (_, at) =>
	person(at, at === 0 ? { groupIds: [friends.id] } : at < 3 ? { email: null } : {})
);

let device: TestDevice;
let cleared = 0;
let exported = 0;
beforeEach(async () => {
	toasts.shown = [];
	cleared = 0;
	exported = 0;
	device = await openTestDevice({ people, groups: [friends], events: [gala] });
	await local.readFor(gala.id);
	await render(Toaster);
});
afterEach(() => device.close());

const show = (chosen: readonly Person[]) =>
	render(PeopleBar, {
		chosen,
		all: { count: people.length, unseen: 0, choose: () => undefined },
		onclear: () => void cleared++,
		onexport: () => void exported++
	});
const button = (name: string) => page.getByRole('button', { name, exact: true });
const inGroup = (id: string) => people.filter((one) => local.person(one.id)?.groupIds.includes(id));
const batches = () =>
	local.waiting.map(({ name, args }) => {
		const { ids, personIds, people: some } = args as Record<string, unknown[] | undefined>;
		return [name.split('@')[0], (ids ?? personIds ?? some ?? []).length];
	});

test('a group counts only those who are not in it yet, and one that all are in is not offered first', async () => {
	await show(people.slice(0, 3));
	await button('Add to a group').click();
	await expect.element(page.getByText('1 of them is in it already.')).toBeVisible();
	await button('Add 2 people').click();
	await expect.element(page.getByText('2 people are in Friends now')).toBeVisible();
	await button('Add to a group').click();
	await expect.element(page.getByLabelText('Name of the new group')).toBeVisible();
	await page.getByLabelText('Group', { exact: true }).selectOptions('Friends');
	await expect.element(page.getByText('Already in this group.')).toBeVisible();
	await expect
		.element(page.getByRole('dialog').getByRole('button', { name: 'Add to a group' }))
		.toBeDisabled();
});

test('all that match are chosen by a press on a place as high as a finger is wide', async () => {
	await show(people.slice(0, 2));
	const all = button('Choose all 1,203 that match').element();
	const { left, bottom } = all.getBoundingClientRect();
	const at = (y: number) => document.elementFromPoint(left + 8, bottom + y);
	expect([at(-39), at(3)]).toEqual([all, all]);
});

test('many join a group in parts that a transaction can hold; undo takes out only who was not in it', async () => {
	await show(people);
	await button('Add to a group').click();
	await button('Add 1,202 people').click();
	await expect.poll(() => inGroup(friends.id).length).toBe(1203);
	expect(batches()).toEqual([
		['groups.join', 500],
		['groups.join', 500],
		['groups.join', 202]
	]);
	expect(cleared).toBe(1);
	await expect.element(page.getByText('1,202 people are in Friends now')).toBeVisible();
	await button('Undo').click();
	await expect.poll(() => inGroup(friends.id).map(({ id }) => id)).toEqual([people[0]?.id]);
});

test('a group is made of those chosen; undo makes it as if it had not been', async () => {
	await show(people.slice(0, 2));
	await button('Add to a group').click();
	await page.getByLabelText('Group', { exact: true }).selectOptions('A new group');
	await page.getByLabelText('Name of the new group').fill('Choir');
	await button('Add 2 people').click();
	const choir = () => local.all('groups').find(({ name }) => name === 'Choir');
	await expect.poll(() => choir()?.id && inGroup(choir()?.id ?? '').length).toBe(2);
	await button('Undo').click();
	await expect.poll(choir).toBeUndefined();
});

test('people are taken out of a group that some of them are in', async () => {
	await show(people.slice(0, 5));
	await button('More for those chosen').click();
	await page.getByRole('menuitem', { name: 'Take out of a group' }).click();
	await button('Take 1 person out').click();
	await expect.poll(() => inGroup(friends.id)).toEqual([]);
	await button('Undo').click();
	await expect.poll(() => inGroup(friends.id).length).toBe(1);
});

test('registering says how many, and who gets no mail', async () => {
	await show(people.slice(0, 5));
	await button('Register').click();
	await expect.element(page.getByText(/2 of them have no address and get no mail./)).toBeVisible();
	await page.getByText('Later').click();
	await button('Register 5 people').click();
	await expect.poll(() => local.registrationsOf(gala.id).length).toBe(5);
	expect(local.waiting[0]?.args).toMatchObject({ eventId: gala.id, confirmations: 'later' });
	await expect.element(page.getByText('5 people are registered for Gala')).toBeVisible();
});

test('registering begins with an event that somebody isn’t registered for, whose day is told in full', async () => {
	await device.close();
	const two = people.slice(3, 5);
	const later = { ...small, startsAt: gala.startsAt + 1, capacity: null };
	device = await openTestDevice({
		...{ people: two, events: [gala, later] },
		registrations: two.map(({ id }) => registrationLike({ eventId: gala.id, personId: id }))
	});
	await local.readFor(gala.id);
	await local.readFor(later.id);
	await show(two);
	await button('Register').click();
	const field = page.getByLabelText('Event', { exact: true });
	await expect.element(field).toHaveValue(later.id);
	await expect
		.element(page.getByText(formatDayTime(later.startsAt, later.timeZone), { exact: true }))
		.toBeVisible();
	await button('Register 2 people').click();
	await expect.element(page.getByText('2 people are registered for Small')).toBeVisible();
	// Where all are registered for all, that is said of the first.
	await button('Register').click();
	await expect.element(field).toHaveValue(gala.id);
	await expect.element(page.getByText('All of them are registered already.')).toBeVisible();
});

test('those who are registered for an event get their link, a new one, or are unregistered', async () => {
	const { rerender } = await show(people.slice(0, 5));
	await button('Register').click();
	await page.getByText('Later').click();
	await button('Register 5 people').click();
	await expect.poll(() => local.registrationsOf(gala.id).length).toBe(5);

	await rerender({ chosen: people.slice(3, 8) });
	const choose = async (item: string) => {
		// Said of the deed before: three of them would lie over the question.
		toasts.shown = [];
		await button('More for those chosen').click();
		await page.getByRole('menuitem', { name: item }).click();
	};
	await choose('Send links');
	await expect.element(page.getByText(/2 of them are registered\./)).toBeVisible();
	await button('Send 2 links').click();
	await expect.poll(() => batches().at(-1)).toEqual(['registrations.confirm', 2]);
	await choose('New links');
	await button('Make 2 new links').click();
	await expect.poll(() => batches().at(-1)).toEqual(['registrations.rotate_keys', 2]);
	await choose('Unregister');
	await button('Cancel 2 registrations').click();
	const standing = () =>
		local.registrationsOf(gala.id).filter(({ status }) => status !== 'cancelled');
	await expect.poll(() => standing().length).toBe(3);
	await button('Undo').last().click();
	await expect.poll(() => standing().length).toBe(5);

	await rerender({ chosen: people.slice(10, 12) });
	await choose('Send links');
	await expect.element(page.getByText('None of them is registered for this event.')).toBeVisible();
	await expect
		.element(page.getByRole('dialog').getByRole('button', { name: 'Send links' }))
		.toBeDisabled();
});

test('registering says who is registered already and who waits, and is taken back for those it registered', async () => {
	const [here, away] = [people[3]?.id, people[4]?.id];
	await device.arrives({
		events: [small],
		registrations: [
			registrationLike({ eventId: small.id, personId: here ?? '' }),
			registrationLike({ eventId: small.id, personId: away ?? '', status: 'cancelled' })
		]
	});
	await local.readFor(small.id);
	const standing = () =>
		local
			.registrationsOf(small.id)
			.map(({ status }) => status)
			.sort();
	await show(people.slice(0, 6));
	await button('Register').click();
	await page.getByLabelText('Event', { exact: true }).selectOptions(small.id);
	await expect
		.element(page.getByText(/1 of them is registered already .* 2 places are left. 3 people come/))
		.toBeVisible();
	await button('Register 5 people').click();
	await expect
		.element(
			page.getByText(
				'2 people are registered for Small · 3 people are on the waiting list for Small'
			)
		)
		.toBeVisible();
	expect(standing()).toEqual([
		...Array.from({ length: 3 }, () => 'registered'),
		...Array.from({ length: 3 }, () => 'waiting_list')
	]);
	await button('Undo').click();
	await expect
		.poll(standing)
		.toEqual([...Array.from({ length: 5 }, () => 'cancelled'), 'registered']);
});

test('how far a deed on many is, and its undo, is told', async () => {
	const told = new Set<string>();
	const stop = $effect.root(() => {
		$effect(() => {
			if (work.shown) told.add(`${work.shown.deed} ${work.shown.done} of ${work.shown.all}`);
		});
	});
	await show(people);
	await button('Add to a group').click();
	await button('Add 1,202 people').click();
	await button('Undo').click();
	await expect.poll(() => inGroup(friends.id)).toHaveLength(1);
	expect([...told]).toEqual([
		...['Add to a group 500 of 1202', 'Add to a group 1000 of 1202', 'Add to a group 1202 of 1202'],
		...['Undo 500 of 1202', 'Undo 1000 of 1202', 'Undo 1202 of 1202']
	]);
	await expect.poll(() => work.shown).toBeNull();
	stop();
});

/** Presses Cancel as soon as it is offered. */
const cancelling = () =>
	$effect.root(() => {
		$effect(() => {
			if (work.shown) work.stop();
		});
	});

test('a deed on many can be given up: nothing of it is saved, no group made for it stays', async () => {
	const stop = cancelling();
	await show(people);
	await button('Add to a group').click();
	await page.getByLabelText('Group', { exact: true }).selectOptions('A new group');
	await page.getByLabelText('Name of the new group').fill('Choir');
	await button('Add 1,203 people').click();
	await expect.element(page.getByText('Cancelled. Nothing was changed.')).toBeVisible();
	await expect.poll(() => local.all('groups').map(({ name }) => name)).toEqual(['Friends']);
	expect(batches().map(([name]) => name)).toEqual(['groups.add', 'groups.delete']);
	expect(cleared).toBe(0);
	stop();
});

test('an undo is done to the end', async () => {
	await show(people);
	await button('Add to a group').click();
	await button('Add 1,202 people').click();
	await expect.element(button('Undo')).toBeVisible();
	const stop = cancelling();
	await button('Undo').click();
	await expect.poll(() => inGroup(friends.id)).toHaveLength(1);
	stop();
});

test('deleting asks with the count, and can be undone', async () => {
	await show(people.slice(0, 501));
	await button('More for those chosen').click();
	await page.getByRole('menuitem', { name: 'Delete' }).click();
	await expect.element(page.getByRole('heading', { name: 'Delete 501 people?' })).toBeVisible();
	await button('Delete 501 people').click();
	await expect.poll(() => local.person(people[500]?.id ?? '')?.deletedAt).not.toBeNull();
	expect(batches()).toEqual([
		['people.delete', 500],
		['people.delete', 1]
	]);
	await button('Undo').click();
	await expect.poll(() => local.person(people[500]?.id ?? '')?.deletedAt).toBeNull();
});

test('those chosen can be exported', async () => {
	await show(people.slice(0, 2));
	await button('More for those chosen').click();
	await page.getByRole('menuitem', { name: 'Export …' }).click();
	expect(exported).toBe(1);
});

test('two who are chosen can be merged, and taken apart again', async () => {
	const [one, other] = [people[5], people[6]] as [Person, Person];
	await show([one, other]);
	await button('More for those chosen').click();
	await page.getByRole('menuitem', { name: 'Merge these two' }).click();
	await page.getByRole('button', { name: /^Merge/ }).click();
	await expect.poll(() => local.person(other.id)?.id).toBe(one.id);
	await button('Undo').click();
	await expect.poll(() => local.person(other.id)?.id).toBe(other.id);
});

test('more than two are not merged at once', async () => {
	await show(people.slice(5, 8));
	await button('More for those chosen').click();
	await expect.element(page.getByRole('menuitem', { name: 'Delete' })).toBeVisible();
	await expect
		.element(page.getByRole('menuitem', { name: 'Merge these two' }))
		.not.toBeInTheDocument();
});
