import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import QuickAdd, { type Added, type TypedPerson } from './QuickAdd.svelte';

const show = (onAdd: (person: TypedPerson) => Promise<Added>) =>
	render(QuickAdd, {
		knownNameByEmail: (email) => (email === 'ana@example.org' ? 'Ana Diaz' : undefined),
		onAdd
	});

const add = page.getByRole('button', { name: 'Add' });

test('someone is added by name and address, and the form is ready for the next', async () => {
	const added: TypedPerson[] = [];
	await show(async (person) => {
		added.push(person);
		return { saved: true };
	});
	await page.getByLabelText('First name').fill(' Bo ');
	await page.getByLabelText('E-mail').fill('BO@example.org');
	await add.click();
	await expect.element(page.getByRole('status')).toMatchTextContent(/^Bo added/);
	await expect.element(page.getByLabelText('First name')).toHaveFocus();
	await expect.element(page.getByLabelText('First name')).toHaveValue('');
	expect(added).toEqual([{ firstName: 'Bo', lastName: '', email: 'bo@example.org' }]);
});

test('a wrong address is said, nobody is refused, and a name alone is enough', async () => {
	const added: TypedPerson[] = [];
	await show(async (person) => {
		added.push(person);
		return { saved: true };
	});
	await add.click();
	await expect.element(page.getByText('Give a name or an e-mail address.')).toBeVisible();
	await page.getByLabelText('E-mail').fill('bo@');
	await expect.element(page.getByText('“bo@” is not an e-mail address.')).toBeVisible();
	await expect.element(page.getByLabelText('E-mail')).toHaveFocus();
	await page.getByLabelText('E-mail').fill('');
	await page.getByLabelText('Last name').fill('Diaz');
	await add.click();
	await expect.element(page.getByRole('status')).toMatchTextContent(/^Diaz added/);
	expect(added).toEqual([{ firstName: '', lastName: 'Diaz', email: null }]);
});

test('a known address says whose it is, and what could not be saved stays', async () => {
	await show(async () => ({ saved: false, words: 'The device is full.' }));
	await page.getByLabelText('E-mail').fill('Ana@example.org');
	await expect.element(page.getByText(/^Ana Diaz is known already/)).toBeVisible();
	await add.click();
	await expect.element(page.getByText('The device is full.')).toBeVisible();
	await expect.element(page.getByLabelText('E-mail')).toHaveValue('Ana@example.org');
});
