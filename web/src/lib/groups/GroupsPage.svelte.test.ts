import { restoreCustomField } from '@foyer/shared/custom-field-mutations';
import type { CustomField } from '@foyer/shared/custom-fields';
import { restoreGroup } from '@foyer/shared/group-mutations';
import type { Condition, Group } from '@foyer/shared/groups';
import { barePerson, type Person } from '@foyer/shared/people';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { deleteFieldWithUndo } from '../custom-fields/field-deeds.ts';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import { deleteGroupWithUndo } from './group-deeds.ts';
import GroupsPage from './GroupsPage.svelte';

const diet: CustomField = {
	...{ id: crypto.randomUUID(), name: 'Diet', kind: 'choice', choices: ['Vegan', 'Fish'] },
	...{ position: 1, createdAt: 0, deletedAt: null }
};
const people = ['Vegan', 'Fish', 'Fish'].map((choice): Person => ({
	...barePerson,
	...{ id: crypto.randomUUID(), firstName: choice, createdAt: 0, custom: { [diet.id]: choice } }
}));
const group = (name: string, not: boolean): Group => {
	const is = 'equals';
	const condition: Condition = { on: 'custom', not, fieldId: diet.id, is, value: 'Vegan' };
	return {
		...{ id: crypto.randomUUID(), name, smart: true, createdAt: 0, deletedAt: null },
		rule: { match: 'all', conditions: [condition] }
	};
};
const groups = [group('Vegans', false), group('Others', true)];

let device: TestDevice;
beforeEach(async () => {
	device = await openTestDevice({ people, customFields: [diet], groups });
});
afterEach(() => device.close());

const row = (name: string) =>
	page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) });

test('a rule on a field that is deleted fits nobody and says so, until the field is back', async () => {
	await render(GroupsPage);
	await expect.element(row('Vegans').getByText('1 person')).toBeVisible();
	await expect.element(row('Others').getByText('2 people')).toBeVisible();
	await deleteFieldWithUndo(diet);
	expect(toasts.shown.at(-1)?.text).toBe(
		'The field “Diet” was deleted; 2 groups ask for it, and fit nobody by that: Others, Vegans'
	);
	const said = page.getByText('Asks for something deleted');
	await expect.element(said.nth(1)).toBeVisible();
	await expect.element(row('Vegans').getByText('Diet (deleted) is Vegan')).toBeVisible();
	for (const name of ['Vegans', 'Others'])
		await expect.element(row(name).getByText('0 people')).toBeVisible();
	await local.save(restoreCustomField, { id: diet.id });
	await expect.element(row('Vegans').getByText('1 person')).toBeVisible();
	await expect.element(row('Others').getByText('2 people')).toBeVisible();
	await expect.element(said).not.toBeInTheDocument();
});

test('a rule on a group that is deleted fits nobody and says so, as does who asks for that one, until it is back', async () => {
	const choir: Group = {
		...{ id: crypto.randomUUID(), name: 'Choir', smart: false, rule: null },
		...{ createdAt: 0, deletedAt: null }
	};
	const asking = (name: string, groupId: string, not: boolean): Group => ({
		...{ ...choir, id: crypto.randomUUID(), name, smart: true },
		rule: { match: 'all', conditions: [{ on: 'group', not, groupId }] }
	});
	const singers = asking('Singers', choir.id, false);
	const listeners = asking('Listeners', choir.id, true);
	const outside = asking('Outside', singers.id, true);
	const singing = people.map((person, at) => ({ ...person, groupIds: at === 0 ? [choir.id] : [] }));
	await device.arrives({ people: singing, groups: [choir, singers, listeners, outside] });
	await render(GroupsPage);
	const there = async () => {
		await expect.element(row('Singers').getByText('1 person')).toBeVisible();
		await expect.element(row('Listeners').getByText('2 people')).toBeVisible();
		await expect.element(row('Outside').getByText('2 people')).toBeVisible();
	};
	await there();
	await deleteGroupWithUndo(choir);
	expect(toasts.shown.at(-1)?.text).toBe(
		'The group “Choir” was deleted; 3 others ask for it, and fit nobody by that: Listeners, Outside, Singers'
	);
	for (const name of ['Singers', 'Listeners', 'Outside']) {
		await expect.element(row(name).getByText('0 people')).toBeVisible();
		await expect.element(row(name).getByText('Asks for something deleted')).toBeVisible();
	}
	await expect
		.element(row('Singers').getByText('In Choir (deleted)', { exact: true }))
		.toBeVisible();
	await expect.element(row('Listeners').getByText('Not in Choir (deleted)')).toBeVisible();
	await local.save(restoreGroup, { id: choir.id });
	await there();
	await expect.element(page.getByText('Asks for something deleted')).not.toBeInTheDocument();
});

test('a deleted group is brought back with those who were in it', async () => {
	const friends: Group = {
		...{ id: crypto.randomUUID(), name: 'Friends', smart: false, rule: null },
		...{ createdAt: 0, deletedAt: Date.UTC(2026, 2, 1, 12) }
	};
	const inIt = people.map((person) => ({ ...person, groupIds: [friends.id] }));
	await device.arrives({ people: inIt, groups: [friends] });
	await render(GroupsPage);
	await page.getByText('Deleted groups (1)').click();
	await expect.element(page.getByText(/Deleted on .*1 Mar/)).toBeVisible();
	await page.getByRole('button', { name: 'Bring Friends back' }).click();
	await expect.element(row('Friends').getByText('3 people')).toBeVisible();
	await expect.element(page.getByText(/^Deleted groups/)).not.toBeInTheDocument();
});

test('a group that was made with a deed and taken back with it is none that was deleted', async () => {
	const deleted = (name: string, lived: number, more: Partial<Group> = {}): Group => ({
		...{ id: crypto.randomUUID(), name, smart: false, rule: null },
		...{ createdAt: 1000, deletedAt: 1000 + lived },
		...more
	});
	const [undone, joined, old] = [
		deleted('Undone', 9000),
		deleted('Joined', 9000),
		deleted('Old', 3_600_000)
	];
	const inIt = people.map((person) => ({ ...person, groupIds: [joined.id] }));
	await device.arrives({ people: inIt, groups: [undone, joined, old] });
	await render(GroupsPage);
	await page.getByText('Deleted groups (2)').click();
	await expect.element(page.getByRole('button', { name: 'Bring Joined back' })).toBeVisible();
	await expect.element(page.getByRole('button', { name: 'Bring Old back' })).toBeVisible();
});
