import { fromStore, writable } from 'svelte/store';
import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Menu from './Menu.svelte';
import type { MenuItem } from './menu.ts';
import { toasts } from './toasts.svelte.ts';

const open = async (run = vi.fn()) => {
	const screen = await render(Menu, {
		items: [
			{ label: 'Edit', run },
			{ label: 'Start', blocked: 'Needs the network', run },
			{ label: 'Delete', danger: true, run }
		]
	});
	const button = screen.getByRole('button', { name: 'More actions' });
	await button.click();
	return { screen, button, run };
};
const focused = () => document.activeElement?.textContent.trim();

test('opens with the focus on the first item and goes round by arrows, ends and letters', async () => {
	const { screen } = await open();
	await expect.element(screen.getByRole('menu')).toBeVisible();
	expect(focused()).toBe('Edit');
	await userEvent.keyboard('{ArrowUp}');
	expect(focused()).toBe('Delete');
	await userEvent.keyboard('{ArrowDown}');
	expect(focused()).toBe('Edit');
	await userEvent.keyboard('d');
	expect(focused()).toBe('Delete');
	await userEvent.keyboard('{Home}');
	expect(focused()).toBe('Edit');
});

test('Escape closes it and gives the focus back', async () => {
	const { screen, button, run } = await open();
	await userEvent.keyboard('{Escape}');
	await expect.element(screen.getByRole('menu')).not.toBeInTheDocument();
	await expect.element(button).toHaveFocus();
	expect(run).not.toHaveBeenCalled();
});

test('a chosen item is done once and closes it', async () => {
	const { screen, run } = await open();
	await userEvent.keyboard('{End}{Enter}');
	expect(run).toHaveBeenCalledOnce();
	await expect.element(screen.getByRole('menu')).not.toBeInTheDocument();
});

test('what can’t be done now says why and does nothing', async () => {
	const { screen, run } = await open();
	const start = screen.getByRole('menuitem', { name: 'Start Needs the network' });
	await expect.element(start).toHaveAttribute('aria-disabled', 'true');
	start.element().dispatchEvent(new MouseEvent('click', { bubbles: true }));
	expect(run).not.toHaveBeenCalled();
	await expect.element(screen.getByRole('menu')).toBeVisible();
});

test('stands inside the page', async () => {
	const { screen } = await open();
	const box = screen.getByRole('menu').element().getBoundingClientRect();
	expect(box.left).toBeGreaterThanOrEqual(0);
	expect(box.right).toBeLessThanOrEqual(innerWidth);
});

test('items that are fetched are there, with the focus, once it opens', async () => {
	const items = vi.fn(() => Promise.resolve(() => [{ label: 'Send', run: vi.fn() }]));
	const screen = await render(Menu, { items });
	expect(items).not.toHaveBeenCalled();
	await screen.getByRole('button', { name: 'More actions' }).click();
	await expect.element(screen.getByRole('menuitem', { name: 'Send' })).toHaveFocus();
});

test('what an open menu offers changes while it is open; the focus stays where it is', async () => {
	const link = writable<string | undefined>(undefined);
	const run = vi.fn();
	const told = fromStore(link);
	const items = () =>
		Promise.resolve(() =>
			told.current
				? [
						{ label: 'Copy', run },
						{ label: 'Share', run }
					]
				: [{ label: 'Copy', blocked: 'Once it is there', run }]
		);
	const screen = await render(Menu, { items });
	await screen.getByRole('button', { name: 'More actions' }).click();
	const copy = screen.getByRole('menuitem', { name: /^Copy/ });
	await expect.element(copy).toHaveAttribute('aria-disabled', 'true');
	link.set('https://foyer.test/live');
	await expect.element(copy).not.toHaveAttribute('aria-disabled');
	await expect.element(screen.getByRole('menuitem', { name: 'Share' })).toBeVisible();
	await expect.element(copy).toHaveFocus();
	await copy.click();
	expect(run).toHaveBeenCalledOnce();
});

test('where items can’t be fetched it stays closed and says so', async () => {
	const items = (): Promise<() => MenuItem[]> => Promise.reject(new Error('away'));
	const screen = await render(Menu, { items });
	await screen.getByRole('button', { name: 'More actions' }).click();
	await expect.poll(() => toasts.shown.at(-1)?.text).toContain('couldn’t be loaded');
	await expect.element(screen.getByRole('menu')).not.toBeInTheDocument();
});
