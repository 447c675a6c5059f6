import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import { pressUndo } from '../testing/undo.ts';
import { keepView, viewsOf } from './view-deeds.ts';
import ViewsDialog from './ViewsDialog.svelte';

let device: TestDevice;
beforeEach(async () => {
	device = await openTestDevice({});
	for (const [name, query] of [
		['Dutch', 'language=nl'],
		['French', 'language=fr']
	] as const)
		await keepView('people', name, { query, columns: null });
	await expect.poll(called).toEqual(['Dutch', 'French']);
});
afterEach(() => device.close());

const called = () => viewsOf('people').map(({ name }) => name);
const button = (name: string) => page.getByRole('button', { name, exact: true });
const field = page.getByRole('textbox', { name: 'Name of the view' });

test('a view is called otherwise and keeps what it shows; the name of another is not taken', async () => {
	await render(ViewsDialog, { open: true, list: 'people' });
	await button('Rename “Dutch”').click();
	await expect.element(field).toHaveFocus();
	await userEvent.keyboard('French');
	await expect.element(page.getByText('Another view of yours has this name.')).toBeVisible();
	await expect.element(button('Rename')).toBeDisabled();
	await userEvent.keyboard('{Enter}');
	expect(called()).toEqual(['Dutch', 'French']);
	await field.fill(' Flemish ');
	await userEvent.keyboard('{Enter}');
	await expect.poll(called).toEqual(['Flemish', 'French']);
	await expect.element(button('Rename “Flemish”')).toHaveFocus();
	expect(viewsOf('people')[0]?.query).toBe('language=nl');
	await pressUndo();
	await expect.poll(called).toEqual(['Dutch', 'French']);
});

test('a view is deleted beside the others, and the last one leaves word that there is none', async () => {
	await render(ViewsDialog, { open: true, list: 'people' });
	(button('Delete “Dutch”').element() as HTMLElement).focus();
	await userEvent.keyboard('{Enter}');
	await expect.poll(called).toEqual(['French']);
	await expect.element(button('Rename “French”')).toHaveFocus();
	await button('Delete “French”').click();
	await expect.element(page.getByText('You have no saved view.')).toBeVisible();
	await pressUndo();
	await expect.poll(called).toEqual(['French']);
});
