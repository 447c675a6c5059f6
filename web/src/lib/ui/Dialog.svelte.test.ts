import { createRawSnippet } from 'svelte';
import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import ConfirmDialog from './ConfirmDialog.svelte';
import Dialog from './Dialog.svelte';

const children = createRawSnippet(() => ({ render: () => '<p>What will happen.</p>' }));

test('opens over the page under its title, and gives the focus back when Escape closes it', async () => {
	const before = document.createElement('button');
	document.body.append(before);
	before.focus();
	const onclose = vi.fn();
	const screen = await render(Dialog, { open: true, title: 'Add people', children, onclose });
	const dialog = screen.getByRole('dialog', { name: 'Add people' });
	await expect.element(dialog).toBeVisible();
	expect(dialog.element().contains(document.activeElement)).toBe(true);
	await userEvent.keyboard('{Escape}');
	await expect.element(dialog).not.toBeInTheDocument();
	expect(onclose).toHaveBeenCalledOnce();
	expect(document.activeElement).toBe(before);
	before.remove();
});

test('where its opener is gone by then, the page’s title has the focus', async () => {
	const heading = document.createElement('h1');
	heading.tabIndex = -1;
	const before = document.createElement('button');
	document.body.append(heading, before);
	before.focus();
	const screen = await render(Dialog, { open: true, title: 'Add people', children });
	before.remove();
	await userEvent.keyboard('{Escape}');
	await expect.element(screen.getByRole('dialog')).not.toBeInTheDocument();
	expect(document.activeElement).toBe(heading);
	heading.remove();
});

test('a held dialog is not closed by Escape', async () => {
	const screen = await render(Dialog, { open: true, held: true, title: 'Sending', children });
	await userEvent.keyboard('{Escape}');
	await expect.element(screen.getByRole('dialog')).toBeVisible();
	expect(screen.getByRole('button', { name: 'Close' }).query()).toBeNull();
});

test('what can’t be undone waits for its word, in any case', async () => {
	const onconfirm = vi.fn();
	const screen = await render(ConfirmDialog, {
		open: true,
		title: 'Delete the account?',
		deed: 'Delete account',
		tone: 'danger',
		word: 'delete',
		onconfirm,
		children
	});
	const deed = screen.getByRole('button', { name: 'Delete account' });
	await expect.element(deed).toBeDisabled();
	await screen.getByLabelText('Type “delete” to go on').fill('Delete ');
	await deed.click();
	expect(onconfirm).toHaveBeenCalledOnce();
	await expect.element(screen.getByRole('dialog')).not.toBeInTheDocument();
});

test('stays, busy, while the deed is done, and stays when it was not done', async () => {
	let finish: (done: boolean) => void = () => undefined;
	const onconfirm = vi.fn(() => new Promise<boolean>((resolve) => (finish = resolve)));
	const props = { open: true, title: 'Send?', deed: 'Send 3 invitations', onconfirm, children };
	const screen = await render(ConfirmDialog, props);
	const deed = screen.getByRole('button', { name: 'Send 3 invitations' });
	await deed.click();
	await expect.element(deed).toHaveAttribute('aria-busy', 'true');
	await userEvent.keyboard('{Escape}');
	await userEvent.keyboard('{Enter}');
	expect(onconfirm).toHaveBeenCalledOnce();
	finish(false);
	await expect.element(deed).not.toHaveAttribute('aria-busy');
	await expect.element(screen.getByRole('dialog')).toBeVisible();
});
