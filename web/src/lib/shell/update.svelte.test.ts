import { createRawSnippet } from 'svelte';
import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Dialog from '#lib/ui/Dialog.svelte';
import { holdWhileEditing, reloadOnce, updates, Updates } from './update.svelte.ts';

test('nothing is offered while nothing waits, and letting go twice counts once', () => {
	const one = updates.hold();
	const other = updates.hold();
	one();
	one();
	expect(updates.held).toBe(true);
	other();
	expect(updates.held).toBe(false);
	expect(updates.offered).toBe(false);
});

test('a version that takes over at last doesn’t interrupt who has begun to edit, and is offered again', () => {
	const reload = vi.fn();
	const some = new Updates(reload);
	some.take();
	const done = some.hold();
	navigator.serviceWorker.dispatchEvent(new Event('controllerchange'));
	expect(reload).not.toHaveBeenCalled();
	expect(some.offered).toBe(false);
	done();
	expect(some.offered).toBe(true);
	some.take();
	expect(reload).toHaveBeenCalledOnce();
});

test('a version that takes over is loaded where nothing is edited', () => {
	const reload = vi.fn();
	new Updates(reload).take();
	navigator.serviceWorker.dispatchEvent(new Event('controllerchange'));
	expect(reload).toHaveBeenCalledOnce();
});

test('a page whose storage was lost is loaded again once nothing is edited, and not over and over', async () => {
	const reload = vi.fn();
	sessionStorage.removeItem('foyer.reloaded');
	reloadOnce(reload);
	reloadOnce(reload);
	expect(reload).toHaveBeenCalledOnce();
});

test('an edit holds a new version off until it is sent or left', () => {
	document.body.innerHTML = `
		<input type="search" /><form><input name="title" /><button type="button">Other</button></form>`;
	const [search, title, other] = document.querySelectorAll<HTMLElement>('input, button');
	const editing = holdWhileEditing();
	search?.focus();
	expect(updates.held).toBe(false);
	title?.focus();
	expect(updates.held).toBe(true);
	other?.focus();
	expect(updates.held).toBe(false);

	title?.dispatchEvent(new Event('input', { bubbles: true }));
	other?.focus();
	expect(updates.held).toBe(true);
	editing.left();
	expect(updates.held).toBe(false);

	title?.dispatchEvent(new Event('input', { bubbles: true }));
	const form = document.querySelector('form');
	form?.addEventListener('submit', (event) => event.preventDefault());
	form?.requestSubmit();
	expect(updates.held).toBe(false);
	editing.stop();
});

test('a field that is taken away with its dialog holds nothing off', async () => {
	const editing = holdWhileEditing();
	const children = createRawSnippet(() => ({ render: () => '<form><input /></form>' }));
	const screen = await render(Dialog, { open: true, title: 'Add someone', children });
	await screen.getByRole('dialog').getByRole('textbox').click();
	expect(updates.held).toBe(true);
	await userEvent.keyboard('{Escape}');
	await expect.element(screen.getByRole('dialog')).not.toBeInTheDocument();
	expect(updates.held).toBe(false);
	editing.stop();
});
