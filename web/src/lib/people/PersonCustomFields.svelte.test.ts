import type { CustomField } from '@foyer/shared/custom-fields';
import type { Group } from '@foyer/shared/groups';
import { barePerson, type Person } from '@foyer/shared/people';
import { afterEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import PersonCustomFields from './PersonCustomFields.svelte';
import PersonGroups from './PersonGroups.svelte';

const field = (name: string, kind: CustomField['kind'], position: number): CustomField => ({
	id: crypto.randomUUID(),
	name,
	kind,
	choices: kind === 'choice' ? ['Vegan', 'Fish'] : [],
	position,
	createdAt: 0,
	deletedAt: null
});
const table = field('Table', 'number', 3);
const nickname = field('Nickname', 'text', 1);
const since = field('Member since', 'date', 2);
const diet = field('Diet', 'choice', 4);
const press = field('Press', 'yes_no', 5);
const group = (name: string, fields: Partial<Group> = {}): Group => ({
	id: crypto.randomUUID(),
	name,
	smart: false,
	rule: null,
	createdAt: 0,
	deletedAt: null,
	...fields
});
const friends = group('Friends');
const choir = group('Choir');
const ines: Person = {
	...barePerson,
	id: crypto.randomUUID(),
	firstName: 'Inès',
	createdAt: 0,
	groupIds: [friends.id],
	custom: { [diet.id]: 'Meat' }
};

let device: TestDevice;
afterEach(() => device.close());

/** Offline: the test device's server is out of reach. */
async function open(component: typeof PersonCustomFields, mayEdit = true) {
	device = await openTestDevice({
		people: [ines],
		customFields: [table, nickname, since, diet, press],
		groups: [friends, choir, group('Gone', { deletedAt: 1 })]
	});
	const props = $state({ person: ines, mayEdit });
	$effect.root(() => {
		$effect(() => {
			props.person = local.person(ines.id) ?? ines;
		});
	});
	await render(component, props);
}

const waiting = () => local.waiting.map(({ name, args }) => [name, args]);

const saves = (custom: object) => ['people.update@2', { id: ines.id, fields: {}, custom }];

test('values of each kind are edited in place and saved one by one, without network', async () => {
	await open(PersonCustomFields);
	await page.getByLabelText('Nickname').fill('Nini');
	await userEvent.tab();
	await expect.poll(waiting).toEqual([saves({ [nickname.id]: 'Nini' })]);
	await page.getByLabelText('Table').fill('1,200.5');
	await userEvent.tab();
	await expect.poll(() => waiting().at(-1)).toEqual(saves({ [table.id]: 1200.5 }));
	await page.getByLabelText('Member since').fill('2024-02-29');
	await userEvent.keyboard('{Enter}');
	await expect.poll(() => waiting().at(-1)).toEqual(saves({ [since.id]: '2024-02-29' }));
	await page.getByLabelText('Diet').selectOptions('Fish');
	await expect.poll(() => waiting().at(-1)).toEqual(saves({ [diet.id]: 'Fish' }));
	await page.getByLabelText('Press').selectOptions('No');
	await expect.poll(() => waiting().at(-1)).toEqual(saves({ [press.id]: false }));
	await page.getByLabelText('Press').selectOptions('');
	await expect.poll(() => waiting().at(-1)).toEqual(saves({ [press.id]: null }));
	expect(local.person(ines.id)?.custom).toEqual({
		[nickname.id]: 'Nini',
		[table.id]: 1200.5,
		[since.id]: '2024-02-29',
		[diet.id]: 'Fish'
	});
});

test('what nobody has said stands back, in a field to choose in and in a date as in an empty one', async () => {
	await open(PersonCustomFields);
	const colour = (label: string) => getComputedStyle(page.getByLabelText(label).element()).color;
	const [unsaid, said] = [
		getComputedStyle(page.getByText('Press', { exact: true }).element()).color,
		colour('Diet')
	];
	expect(unsaid).not.toBe(said);
	expect([colour('Press'), colour('Member since')]).toEqual([unsaid, unsaid]);
	await page.getByLabelText('Press').selectOptions('No');
	await expect.poll(() => colour('Press')).toBe(said);
});

test('what is no number stays in its field with the reason; a choice that is no longer one is shown', async () => {
	await open(PersonCustomFields);
	await page.getByLabelText('Table').fill('four');
	await userEvent.tab();
	await expect.element(page.getByText(/This isn’t a number/)).toBeVisible();
	expect(local.waiting).toEqual([]);
	await expect.element(page.getByLabelText('Diet')).toHaveValue('Meat');
});

test('fields stand in their order; who may not edit reads their values', async () => {
	await open(PersonCustomFields, false);
	const labels = [...document.querySelectorAll('label')].map(({ textContent }) => textContent);
	expect(labels).toEqual(['Nickname', 'Member since', 'Table', 'Diet', 'Press']);
	await expect.element(page.getByText('Meat')).toBeVisible();
	expect(page.getByRole('combobox').query()).toBeNull();
});

test('groups are joined and left by chips, without network', async () => {
	await open(PersonGroups);
	await page.getByRole('button', { name: 'Add to a group' }).click();
	expect(page.getByRole('menuitem').elements()).toHaveLength(1);
	await page.getByRole('menuitem', { name: 'Choir' }).click();
	await expect
		.poll(waiting)
		.toEqual([['groups.join@1', { groupId: choir.id, personIds: [ines.id] }]]);
	await page.getByRole('button', { name: 'Take out of Friends' }).click();
	await expect.poll(() => local.person(ines.id)?.groupIds).toEqual([choir.id]);
	await expect.element(page.getByText('Choir')).toBeVisible();
});
