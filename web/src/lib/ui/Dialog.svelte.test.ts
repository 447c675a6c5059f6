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

test('a long word makes what it holds no wider than it', async () => {
	const word = 'Wolfeschlegelsteinhausen'.repeat(5);
	const long = createRawSnippet(() => ({
		render: () =>
			`<div class="grid gap-4"><p>${word}</p><div class="grid grid-cols-2"><button>Copy</button><button>Open</button></div></div>`
	}));
	const screen = await render(Dialog, { open: true, title: word, children: long });
	const button = screen.getByRole('button', { name: 'Open' });
	await expect.element(button).toBeVisible();
	expect(button.element().getBoundingClientRect().right).toBeLessThanOrEqual(innerWidth);
	const close = screen.getByRole('button', { name: 'Close' });
	expect(close.element().getBoundingClientRect().right).toBeLessThanOrEqual(innerWidth);
});

test('who sends something wrong is led to it, with what is wrong in sight above the buttons', async () => {
	const form = createRawSnippet(() => ({
		render: () => `<form id="wrong" novalidate>
			<label style="display:block;height:70rem">Name <input></label>
			<label>Room <input aria-invalid="true" aria-describedby="why"></label><p id="why">No address.</p>
			<div style="height:70rem"></div>
		</form>`,
		setup: (element) => element.addEventListener('submit', (sent) => sent.preventDefault())
	}));
	const actions = createRawSnippet(() => ({
		render: () => '<button type="submit" form="wrong">Save</button>'
	}));
	const screen = await render(Dialog, { open: true, title: 'The stage', children: form, actions });
	const save = screen.getByRole('button', { name: 'Save' });
	await save.click();
	await expect.element(screen.getByLabelText('Room')).toHaveFocus();
	const top = () => save.element().getBoundingClientRect().top;
	const why = screen.getByText('No address.').element();
	await expect.poll(() => why.getBoundingClientRect().bottom < top()).toBe(true);
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
