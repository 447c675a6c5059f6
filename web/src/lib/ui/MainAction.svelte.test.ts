import Plus from '@lucide/svelte/icons/plus';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import MainAction from './MainAction.svelte';
import Toaster from './Toaster.svelte';
import { toasts } from './toasts.svelte.ts';

afterEach(() => {
	toasts.shown = [];
	return page.viewport(390, 844);
});

const box = (element: Element) => element.getBoundingClientRect();
const foot = () => document.documentElement.style.getPropertyValue('--foot');

test('on a phone what is said stands above it, and where it stands again once it is gone', async () => {
	await page.viewport(390, 844);
	await render(Toaster);
	const action = await render(MainAction, { label: 'Add a person', icon: Plus });
	toasts.show('2 registrations cancelled.', { lasts: 60_000 });
	const said = page.getByText('2 registrations cancelled.');
	const button = page.getByRole('button', { name: 'Add a person' });
	await expect.element(said).toBeVisible();
	await expect.poll(() => box(said.element()).bottom).toBeLessThan(box(button.element()).top);
	await action.unmount();
	expect(foot()).toBe('');
});

test('on a desktop it stands in the page, and takes no room at its foot', async () => {
	await page.viewport(1440, 900);
	await render(MainAction, { label: 'Add a person', icon: Plus });
	await expect.element(page.getByRole('button', { name: 'Add a person' })).toBeVisible();
	await expect.poll(foot).toBe('');
});
