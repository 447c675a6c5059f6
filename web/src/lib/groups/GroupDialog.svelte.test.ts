import type { CustomField } from '@foyer/shared/custom-fields';
import type { Condition, Group } from '@foyer/shared/groups';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import GroupDialog from './GroupDialog.svelte';

const field = (name: string, kind: CustomField['kind'], deletedAt: number | null): CustomField => ({
	...{ id: crypto.randomUUID(), name, kind, choices: kind === 'choice' ? ['Halal'] : [] },
	...{ position: 1, createdAt: 0, deletedAt }
});
const gone = field('Gone', 'text', 1);
const seats = field('Seats', 'number', null);
const diet = field('Diet', 'choice', null);
const choir: Group = {
	...{ id: crypto.randomUUID(), name: 'Choir', smart: false, rule: null },
	...{ createdAt: 0, deletedAt: 1 }
};

let device: TestDevice;
beforeEach(async () => {
	device = await openTestDevice({ customFields: [gone, seats, diet], groups: [choir] });
});
afterEach(() => device.close());

const groupBy = (...conditions: Condition[]): Group => ({
	...{ id: crypto.randomUUID(), name: 'Some', smart: true, createdAt: 0, deletedAt: null },
	rule: { match: 'all', conditions }
});
const open = (group: Group) => render(GroupDialog, { open: true, group });
const custom = (of: CustomField, value: string | number): Condition => ({
	...{ on: 'custom', not: false, is: 'equals' },
	...{ fieldId: of.id, value }
});
const deleted = page.getByText('What this asks for was deleted: choose something else.');
const save = page.getByRole('button', { name: 'Save the group' });

test('a rule that asks for a deleted field says so, and is saved once something else is chosen', async () => {
	await open(groupBy(custom(gone, 'x')));
	await expect.element(deleted).toBeVisible();
	await expect.element(save).toBeDisabled();
	await expect.element(page.getByLabelText('What')).toHaveValue(`custom.${gone.id}`);
	await expect.element(page.getByRole('option', { name: 'Gone (deleted)' })).toBeInTheDocument();
	await page.getByLabelText('What').selectOptions('Language');
	await page.getByLabelText('Value').selectOptions('Français');
	await expect.element(save).toBeEnabled();
	expect(deleted.query()).toBeNull();
});

test.each<[string, Condition, string]>([
	['a deleted group', { on: 'group', not: false, groupId: choir.id }, 'Choir (deleted)'],
	[
		'a group that nobody knows',
		{ on: 'group', not: false, groupId: crypto.randomUUID() },
		'something deleted'
	],
	[
		'an event that nobody knows',
		{ on: 'registered', not: false, eventId: crypto.randomUUID() },
		'something deleted'
	]
])('a rule that asks for %s says so', async (_, condition, name) => {
	await open(groupBy(condition));
	await expect.element(deleted).toBeVisible();
	await expect.element(page.getByRole('option', { name })).toBeInTheDocument();
});

test('a choice that is gone stands there: people may have it all the same', async () => {
	await open(groupBy(custom(diet, 'Vegan')));
	await expect.element(page.getByLabelText('Value')).toHaveValue('Vegan');
	expect(deleted.query()).toBeNull();
	await expect.element(save).toBeEnabled();
});

test('what is no number is said to be none', async () => {
	await open(groupBy(custom(seats, 4)));
	await page.getByLabelText('Value').fill('many');
	await expect.element(page.getByText(/This isn’t a number/)).toBeVisible();
	await page.getByLabelText('Value').fill('1,000.5');
	await expect.element(save).toBeEnabled();
});
