import { createRawSnippet } from 'svelte';
import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import ConfirmDialog from './ConfirmDialog.svelte';
import Dialog from './Dialog.svelte';
import Sheet from './Sheet.svelte';
import Toaster from './Toaster.svelte';
import { toasts } from './toasts.svelte.ts';

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

test.each([Dialog, Sheet])(
	'what it holds scrolls, and it alone, words for screen readers too',
	async (Kind) => {
		const long = createRawSnippet(() => ({
			render: () => '<div><div style="height:200rem"></div><p class="sr-only">Said.</p></div>'
		}));
		const screen = await render(Kind, { open: true, title: 'Columns', children: long });
		const dialog = screen.getByRole('dialog');
		await expect.element(dialog).toBeVisible();
		expect(dialog.element().scrollHeight).toBe(dialog.element().clientHeight);
	}
);

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

test('a held dialog is not closed by Escape, however often it is pressed: what is typed keeps the focus', async () => {
	const field = createRawSnippet(() => ({ render: () => '<label>Name <input></label>' }));
	const screen = await render(Dialog, {
		...{ open: true, held: true, title: 'Sending', children: field }
	});
	const dialog = screen.getByRole('dialog');
	const closed = vi.fn();
	dialog.element().addEventListener('close', closed);
	expect(screen.getByRole('button', { name: 'Close' }).query()).toBeNull();
	await screen.getByLabelText('Name').click();
	// The browser lets nobody keep a dialog open more often than this without a press in between.
	for (let presses = 0; presses < 4; presses++) await userEvent.keyboard('{Escape}');
	await expect.poll(() => closed.mock.calls.length).toBeGreaterThan(0);
	await expect.element(dialog).toBeVisible();
	expect(dialog.element().matches(':modal')).toBe(true);
	await expect.element(screen.getByLabelText('Name')).toHaveFocus();
});

test('a dialog that Escape may not close comes back below what was opened from it, and what is said above both', async () => {
	await render(Toaster);
	toasts.show('Still sending.');
	const below = await render(Dialog, { open: true, held: true, title: 'Sending', children });
	const closed = vi.fn();
	const sending = below.getByRole('dialog', { name: 'Sending' }).element() as HTMLDialogElement;
	sending.addEventListener('close', closed);
	await render(Dialog, { open: true, held: true, title: 'Leave?', children });
	sending.close();
	await expect.poll(() => closed.mock.calls.length).toBeGreaterThan(0);
	const onTop = (element: Element) => {
		const { left, top, width, height } = element.getBoundingClientRect();
		return element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
	};
	expect(sending.matches(':modal')).toBe(true);
	await expect.poll(() => onTop(page.getByRole('dialog', { name: 'Leave?' }).element())).toBe(true);
	await expect.poll(() => onTop(page.getByText('Still sending.').element())).toBe(true);
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
