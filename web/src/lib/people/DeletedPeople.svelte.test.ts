import { barePerson, type Person } from '@foyer/shared/people';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import { pressUndo } from '../testing/undo.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import DeletedPeople from './DeletedPeople.svelte';
import { deleteWithUndo } from './people-deeds.ts';

const someone = (firstName: string, deletedAt: number | null): Person => ({
	...barePerson,
	id: crypto.randomUUID(),
	firstName,
	createdAt: 0,
	deletedAt
});
const [ada, bo, cy] = [someone('Ada', 1), someone('Bo', 2), someone('Cy', null)];

let device: TestDevice;
afterEach(() => device.close());

/** Offline: the test device's server is out of reach. */
async function open(people: Person[]): Promise<void> {
	device = await openTestDevice({ people });
	await local.readFor(crypto.randomUUID());
	await render(DeletedPeople);
}

test('who was deleted is there, the latest first, and comes back at one press without network', async () => {
	await open([ada, bo, cy]);
	await deleteWithUndo([cy]);
	const rows = page.getByRole('listitem');
	await expect
		.poll(() => rows.elements().map((row) => /^\s*(\w+)/.exec(row.textContent ?? '')?.[1]))
		.toEqual(['Cy', 'Bo', 'Ada']);
	await page.getByRole('button', { name: 'Bring Bo back' }).click();
	await expect.poll(() => local.person(bo.id)?.deletedAt).toBeNull();
	await expect.poll(() => rows.elements()).toHaveLength(2);
	await expect.element(page.getByRole('button', { name: 'Bring Ada back' })).toHaveFocus();
	await page.getByRole('button', { name: 'Bring Ada back' }).click();
	await expect.element(page.getByRole('button', { name: 'Bring Cy back' })).toHaveFocus();
	await page.getByRole('button', { name: 'Bring Cy back' }).click();
	await expect.element(page.getByText('Nobody here is deleted.')).toHaveFocus();
});

test('who was erased for good is none of them; who never had a name is', async () => {
	const nameless = { ...someone('', 4), phone: '0470 11 22 33' };
	await open([someone('', 3), nameless, ada]);
	const rows = page.getByRole('listitem');
	await expect.poll(() => rows.elements()).toHaveLength(2);
	await expect.element(page.getByText('0470 11 22 33', { exact: true })).toBeVisible();
});

test('who is there again by another hand keeps the address, and this is said before anything is saved', async () => {
	const email = 'ada@example.org';
	const [before, again, di] = [{ ...ada, email }, { ...cy, email }, someone('Di', null)];
	const bringAdaBack = page.getByRole('button', { name: 'Bring Ada back' });
	await open([before, again, di]);
	await bringAdaBack.click();
	await expect
		.poll(() => toasts.shown.at(-1))
		.toMatchObject({
			text: expect.stringMatching(/^1 person stays deleted: /) as string,
			action: { label: 'Open' }
		});
	expect(local.person(before.id)?.deletedAt).toBe(1);

	// An undo brings back all others.
	await deleteWithUndo([again, di]);
	await bringAdaBack.click();
	await expect.poll(() => local.person(before.id)?.deletedAt).toBeNull();
	await pressUndo();
	await expect.poll(() => local.person(di.id)?.deletedAt).toBeNull();
	expect(local.person(again.id)?.deletedAt).not.toBeNull();
});

test('where nobody is deleted that is said', async () => {
	await open([cy]);
	await expect.element(page.getByText('Nobody here is deleted.')).toBeVisible();
});

test('nobody is told to have no right before this device knows their rights', async () => {
	device = await openTestDevice({ people: [ada] });
	local.close();
	await render(DeletedPeople);
	await expect.element(page.getByRole('dialog')).toBeVisible();
	expect(page.getByText(/right to/).query()).toBeNull();
});

test('a name written from right to left begins where the others do, above what is said of them', async () => {
	await open([someone('ענבר', 2), ada]);
	await expect.element(page.getByText('ענבר', { exact: true })).toBeVisible();
	const beginnings = page
		.getByRole('listitem')
		.elements()
		.map((row) => {
			const text = document.createRange();
			text.selectNodeContents(row.querySelector('[dir=auto]')!);
			return Math.round(text.getBoundingClientRect().left);
		});
	expect(beginnings).toHaveLength(2);
	expect(new Set(beginnings).size).toBe(1);
});
