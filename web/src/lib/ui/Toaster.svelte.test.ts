import { createRawSnippet } from 'svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Dialog from './Dialog.svelte';
import Toaster from './Toaster.svelte';
import { toasts } from './toasts.svelte.ts';
import { GivenUp, work } from './work.svelte.ts';

beforeEach(() => toasts.shown.forEach(({ id }) => toasts.dismiss(id)));

const clock = (text: string) =>
	[...document.querySelectorAll('.toast')]
		.find((toast) => toast.textContent.includes(text))
		?.querySelector('.clock');

test('an undo is offered for ten seconds, with reduced motion too, and is done once', async () => {
	const screen = await render(Toaster);
	const run = vi.fn();
	toasts.show('Repair café deleted.', { action: { label: 'Undo', run } });
	await expect.element(screen.getByText('Repair café deleted.')).toBeVisible();
	expect(getComputedStyle(clock('Repair')!).animationDuration).toBe('10s');
	await screen.getByRole('button', { name: 'Undo' }).click();
	expect(run).toHaveBeenCalledOnce();
	await expect.element(screen.getByText('Repair café deleted.')).not.toBeInTheDocument();
});

test('leaves when its time is over, and waits while it is pointed at', async () => {
	const screen = await render(Toaster);
	toasts.show('Saved.');
	const toast = screen.getByText('Saved.');
	await expect.element(toast).toBeVisible();
	await toast.hover();
	await expect.poll(() => getComputedStyle(clock('Saved')!).animationPlayState).toBe('paused');
	clock('Saved')!.dispatchEvent(new AnimationEvent('animationend', { animationName: 'wane' }));
	await expect.element(toast).not.toBeInTheDocument();
});

test('three are shown at most, the newest last', async () => {
	const screen = await render(Toaster);
	for (const text of ['One', 'Two', 'Three', 'Four']) toasts.show(text);
	await expect.element(screen.getByText('Four')).toBeVisible();
	await expect.element(screen.getByText('One')).not.toBeInTheDocument();
	expect(toasts.shown.map(({ text }) => text)).toEqual(['Two', 'Three', 'Four']);
});

test('what is said while a dialog is open can be read and pressed, and stays when it closes', async () => {
	const screen = await render(Toaster);
	const children = createRawSnippet(() => ({ render: () => '<p>A question</p>' }));
	const dialog = await render(Dialog, { open: true, title: 'Asked', children });
	const run = vi.fn();
	toasts.show('Not saved.', { action: { label: 'Again', run } });
	await screen.getByRole('button', { name: 'Again' }).click();
	expect(run).toHaveBeenCalledOnce();
	toasts.show('Not saved again.');
	await dialog.rerender({ open: false });
	await expect.element(screen.getByText('Not saved again.')).toBeVisible();
	expect(document.querySelector('dialog')).toBeNull();
});

test('how far a deed on many rows is, is shown where no bar on the page shows it, and above an open dialog', async () => {
	const screen = await render(Toaster);
	const progress = screen.getByRole('progressbar', { name: 'Undo' });
	work.shown = { deed: 'Undo', done: 500, all: 2000 };
	await expect.element(progress).toHaveAttribute('aria-valuetext', '500 of 2,000');
	await screen.getByRole('button', { name: 'Cancel' }).click();
	expect(() => work.tell({ deed: 'Undo', done: 1000, all: 2000 })).toThrow(GivenUp);
	work.end();
	work.tell({ deed: 'Undo', done: 1500, all: 2000 });
	const leave = work.inBar();
	await expect.element(progress).not.toBeInTheDocument();
	const children = createRawSnippet(() => ({ render: () => '<p>A question</p>' }));
	const dialog = await render(Dialog, { open: true, title: 'Asked', children });
	await expect.element(progress).toBeVisible();
	await dialog.rerender({ open: false });
	await expect.element(progress).not.toBeInTheDocument();
	leave();
	await expect.element(progress).toBeVisible();
	work.end();
	await expect.element(progress).not.toBeInTheDocument();
});
