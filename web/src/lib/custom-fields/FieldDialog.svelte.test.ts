import type { CustomField } from '@foyer/shared/custom-fields';
import type { Group } from '@foyer/shared/groups';
import type { SavedView } from '@foyer/shared/saved-views';
import { barePerson, type Person } from '@foyer/shared/people';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import FieldDialog from './FieldDialog.svelte';

const field = (name: string, choices: string[] = []): CustomField => ({
	...{ id: crypto.randomUUID(), name, kind: choices.length > 0 ? 'choice' : 'text', choices },
	...{ position: 1, createdAt: 0, deletedAt: null }
});
const table = field('Table');
const diet = field('Diet', ['Vegan', 'Halal', 'Fish']);
const person = (choice: string): Person => ({
	...barePerson,
	...{ id: crypto.randomUUID(), firstName: choice, createdAt: 0, custom: { [diet.id]: choice } }
});
const people = [person('Vegan'), person('Vegan'), person('Halal')];
const vegans: Group = {
	...{ id: crypto.randomUUID(), name: 'Vegans', smart: true, createdAt: 0, deletedAt: null },
	rule: {
		match: 'all',
		conditions: [{ on: 'custom', not: false, is: 'equals', fieldId: diet.id, value: 'Vegan' }]
	}
};

const view: SavedView = {
	...{ id: crypto.randomUUID(), userId: 'me', name: 'Vegans', list: 'people', columns: null },
	...{ query: `field.${diet.id}=equals.%22Vegan%22`, createdAt: 0, deletedAt: null }
};

let device: TestDevice;
beforeEach(async () => {
	device = await openTestDevice({
		...{ people, customFields: [table, diet], groups: [vegans], savedViews: [view] }
	});
});
afterEach(() => device.close());

const name = page.getByLabelText('Name of the field');
const lines = page.getByLabelText('Choices, one per line');
const save = () => page.getByRole('button', { name: 'Save the field' }).click();
const choicesOf = () => people.map(({ id }) => local.person(id)?.custom[diet.id]);

test('a name that another field has, or that a spreadsheet’s column has already, isn’t saved', async () => {
	await render(FieldDialog, { open: true });
	await name.fill('tàble');
	await expect.element(page.getByText('There is a field of this name already.')).toBeVisible();
	await name.fill('Mobile');
	await expect.element(page.getByText(/says something else/)).toBeVisible();
	await save();
	expect(local.waiting).toEqual([]);
	await name.fill('Menu');
	await save();
	await expect.poll(() => local.waiting.map(({ name }) => name)).toEqual(['custom_fields.add@1']);
});

test('what is wrong with choices is said as it is', async () => {
	await render(FieldDialog, { open: true, field: diet });
	await lines.fill('x'.repeat(101));
	await save();
	await expect.element(page.getByText(/too long: 100 characters at most/)).toBeVisible();
	await lines.fill('Vegan\nvégan');
	await expect.element(page.getByText(/“végan” stands here twice/)).toBeVisible();
	await lines.fill('');
	await expect.element(page.getByText('Enter at least one choice.')).toBeVisible();
	expect(local.waiting).toEqual([]);
});

test('who has a choice that is renamed has the new one, rules and views ask for it, and all of it is taken back', async () => {
	await render(FieldDialog, { open: true, field: diet });
	await lines.fill('Plant-based\nHalal\nFish');
	await expect
		.element(page.getByLabelText('Give “Plant-based” to the 2 people who have “Vegan”'))
		.toBeChecked();
	await save();
	await expect.poll(choicesOf).toEqual(['Plant-based', 'Plant-based', 'Halal']);
	const asked = () => local.all('groups')[0]?.rule?.conditions;
	await expect.poll(asked).toMatchObject([{ value: 'Plant-based' }]);
	const seen = () => local.all('savedViews').map(({ query }) => query);
	expect(seen()).toEqual([`field.${diet.id}=equals.%22Plant-based%22`]);
	expect(local.waiting.map(({ name }) => name)).toEqual(['custom_fields.update@2']);
	await expect.poll(() => toasts.shown.at(-1)?.text).toMatch(/2 people have the new choice/);
	toasts.shown.at(-1)?.action?.run();
	await expect.poll(asked).toMatchObject([{ value: 'Vegan' }]);
	expect(choicesOf()).toEqual(['Vegan', 'Vegan', 'Halal']);
	expect(seen()).toEqual([view.query]);
	expect(local.all('customFields').find(({ id }) => id === diet.id)?.choices).toEqual(diet.choices);
});

test('what nobody has is renamed in rules and views all the same, and taken back', async () => {
	await device.close();
	device = await openTestDevice({ customFields: [diet], groups: [vegans] });
	await render(FieldDialog, { open: true, field: diet });
	await lines.fill('Plant-based\nHalal\nFish');
	await save();
	const asked = () => local.all('groups')[0]?.rule?.conditions;
	await expect.poll(asked).toMatchObject([{ value: 'Plant-based' }]);
	await expect.poll(() => toasts.shown.at(-1)?.action).toBeDefined();
	toasts.shown.at(-1)?.action?.run();
	await expect.poll(asked).toMatchObject([{ value: 'Vegan' }]);
});

test('who has a choice that goes, or isn’t to have the new one, keeps it', async () => {
	await render(FieldDialog, { open: true, field: diet });
	await lines.fill('Halal\nFish');
	await expect.element(page.getByText(/2 people have “Vegan”, and keep it/)).toBeVisible();
	await lines.fill('Vegan\nKosher\nFish');
	await page.getByLabelText('Give “Kosher” to the 1 person who has “Halal”').click();
	await save();
	await expect
		.poll(() => local.all('customFields').find(({ id }) => id === diet.id)?.choices)
		.toEqual(['Vegan', 'Kosher', 'Fish']);
	expect(choicesOf()).toEqual(['Vegan', 'Vegan', 'Halal']);
});
