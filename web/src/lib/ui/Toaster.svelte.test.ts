import { createRawSnippet } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Dialog from './Dialog.svelte';
import Sheet from './Sheet.svelte';
import Toaster from './Toaster.svelte';
import { toasts } from './toasts.svelte.ts';
import { GivenUp, work } from './work.svelte.ts';

beforeEach(() => toasts.shown.forEach(({ id }) => toasts.dismiss(id)));

afterEach(() => page.viewport(390, 844));

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
	await page.viewport(1440, 900);
	const screen = await render(Toaster);
	for (const text of ['One', 'Two', 'Three', 'Four']) toasts.show(text);
	await expect.element(screen.getByText('Four')).toBeVisible();
	await expect.element(screen.getByText('One')).not.toBeInTheDocument();
	expect(toasts.shown.map(({ text }) => text)).toEqual(['Two', 'Three', 'Four']);
	await expect.element(screen.getByText('Two')).toBeVisible();
	expect(screen.getByRole('button', { name: /earlier/ }).query()).toBeNull();
});

test('on a phone the newest stands for those before it, whose time goes on and whose undo is one press away', async () => {
	const screen = await render(Toaster);
	const run = vi.fn();
	toasts.show('Ana deleted.', { action: { label: 'Undo', run } });
	toasts.show('Bo deleted.');
	toasts.show('Cy deleted.');
	const [oldest, newest] = [screen.getByText('Ana deleted.'), screen.getByText('Cy deleted.')];
	await expect.element(newest).toBeVisible();
	await expect.element(oldest).not.toBeVisible();
	expect(getComputedStyle(clock('Ana')!).animationPlayState).toBe('running');
	const earlier = screen.getByRole('button', { name: '2 earlier messages' });
	await earlier.click();
	await expect.element(earlier).toHaveAttribute('aria-expanded', 'true');
	await screen.getByRole('button', { name: 'Undo' }).click();
	expect(run).toHaveBeenCalledOnce();
	await earlier.or(screen.getByRole('button', { name: '1 earlier message' })).click();
	await expect.element(screen.getByText('Bo deleted.')).not.toBeVisible();
	// The one before takes the place of who leaves.
	clock('Cy')!.dispatchEvent(new AnimationEvent('animationend', { animationName: 'wane' }));
	await expect.element(screen.getByText('Bo deleted.')).toBeVisible();
	expect(screen.getByRole('button', { name: /earlier/ }).query()).toBeNull();
});

/** What lies over something, by the middle of its box; nothing where it is itself. */
function over(element: Element): Element | null {
	const { left, top, width, height } = element.getBoundingClientRect();
	const hit = document.elementFromPoint(left + width / 2, top + height / 2);
	return element.contains(hit) ? null : hit;
}

const deeds = createRawSnippet(() => ({
	render: () => '<div style="display:flex"><button>Keep</button><button>Delete</button></div>'
}));
const long = createRawSnippet(() => ({ render: () => '<p style="height:80rem">A question</p>' }));
const short = createRawSnippet(() => ({ render: () => '<p>A question</p>' }));

test.for([
	{
		of: 'a long dialog on a phone',
		width: 390,
		height: 844,
		Part: Dialog,
		children: long,
		above: true
	},
	{ of: 'a panel on a phone', width: 390, height: 844, Part: Sheet, children: short, above: true },
	{
		of: 'a short dialog on a phone',
		width: 390,
		height: 844,
		Part: Dialog,
		children: short,
		above: false
	},
	{ of: 'a low screen', width: 1280, height: 500, Part: Dialog, children: long, above: true },
	{
		of: 'a short one on a desktop',
		width: 1440,
		height: 900,
		Part: Dialog,
		children: short,
		above: false
	}
] as const)(
	'what is said covers no button of $of',
	async ({ width, height, Part, children, above }) => {
		await page.viewport(width, height);
		const screen = await render(Toaster);
		document.body.style.minHeight = '3000px';
		scrollTo(0, 400);
		await render(Part, { open: true, title: 'Delete Ana?', children, actions: deeds });
		for (const text of ['One', 'Two', 'Three'])
			toasts.show(`${text} of them could not be saved.`, { lasts: 60_000 });
		const newest = screen.getByText(/^Three of them/);
		await expect.element(newest).toBeVisible();
		const remove = screen.getByRole('button', { name: 'Delete' });
		const isAbove = () =>
			newest.element().getBoundingClientRect().bottom <
			remove.element().getBoundingClientRect().top;
		await expect.poll(isAbove).toBe(above);
		await expect.poll(() => over(remove.element())).toBeNull();
		await expect
			.poll(() => over(screen.getByRole('button', { name: 'Keep' }).element()))
			.toBeNull();
		document.body.style.minHeight = '';
	}
);

test('beside a panel what is said stands over the page, not over the panel', async () => {
	await page.viewport(1100, 900);
	const screen = await render(Toaster);
	await render(Sheet, { open: true, title: 'Ana', children: short, actions: deeds });
	document.body.style.setProperty('--beside', '420px');
	toasts.show('A message that is as long as the widest may be, and then some more of it.', {
		lasts: 60_000
	});
	await expect.element(screen.getByText(/^A message/)).toBeVisible();
	const right = () => document.querySelector('.toast')!.getBoundingClientRect().right;
	await expect.poll(right).toBeLessThanOrEqual(1100 - 420);
	document.body.style.removeProperty('--beside');
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

test('above a dialog the newest stands for those before it, on a wide screen too', async () => {
	await page.viewport(1440, 900);
	const screen = await render(Toaster);
	const children = createRawSnippet(() => ({ render: () => '<p>A question</p>' }));
	toasts.show('Ana deleted.');
	toasts.show('Bo deleted.');
	await expect.element(screen.getByText('Ana deleted.')).toBeVisible();
	const dialog = await render(Dialog, { open: true, title: 'Asked', children });
	await expect.element(screen.getByText('Ana deleted.')).not.toBeVisible();
	await expect.element(screen.getByText('Bo deleted.')).toBeVisible();
	await dialog.rerender({ open: false });
	await expect.element(screen.getByText('Ana deleted.')).toBeVisible();
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
