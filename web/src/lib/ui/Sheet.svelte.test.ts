import { createRawSnippet } from 'svelte';
import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Sheet from './Sheet.svelte';

const children = createRawSnippet(() => ({ render: () => '<p>ines@maison.example</p>' }));
const open = (onclose = vi.fn()) =>
	render(Sheet, { open: true, title: 'Inès Duarte', children, onclose });

test('on a phone it comes from below and lies over the page', async () => {
	await page.viewport(390, 844);
	const screen = await open();
	const dialog = screen.getByRole('dialog', { name: 'Inès Duarte' }).element();
	expect(dialog.matches(':modal')).toBe(true);
	await expect.poll(() => Math.round(dialog.getBoundingClientRect().bottom)).toBe(844);
	expect(dialog.getBoundingClientRect().width).toBe(390);
});

test('on a desktop it is a panel of 420 px beside a page that stays usable', async () => {
	await page.viewport(1440, 900);
	const onclose = vi.fn();
	const screen = await open(onclose);
	const dialog = screen.getByRole('dialog', { name: 'Inès Duarte' });
	expect(dialog.element().matches(':modal')).toBe(false);
	await expect.poll(() => dialog.element().getBoundingClientRect().left).toBe(1020);
	await userEvent.keyboard('{Escape}');
	await expect.element(dialog).not.toBeInTheDocument();
	expect(onclose).toHaveBeenCalledOnce();
	await page.viewport(390, 844);
});

test('lines of a title in Arabic are high enough for its vowel signs', async () => {
	const heightOf = async (title: string) => {
		const screen = await render(Sheet, { open: true, title, children });
		const heading = screen.getByRole('heading', { name: title }).element();
		const { lineHeight, fontSize } = getComputedStyle(heading);
		await screen.unmount();
		return parseFloat(lineHeight) / parseFloat(fontSize);
	};
	expect(await heightOf('لِلْمُوسِيقَى وَالأَدَبِ')).toBeCloseTo(1.8);
	expect(await heightOf('Music')).toBeLessThan(1.6);
});

test.each([390, 1440])('a very long name is there in whole, %d px wide', async (width) => {
	await page.viewport(width, 844);
	const title = `${'Wolfeschlegelsteinhausenbergerdorff'.repeat(4)} of the house`;
	const screen = await render(Sheet, { open: true, title, children });
	const heading = screen.getByRole('heading', { name: title }).element();
	const [name, text] = [heading.getBoundingClientRect(), document.createRange()];
	text.selectNodeContents(heading);
	const written = text.getBoundingClientRect();
	expect(written.bottom).toBeLessThanOrEqual(name.bottom + 1);
	expect(written.right).toBeLessThanOrEqual(name.right + 1);
	const close = screen.getByRole('button', { name: 'Close' }).element().getBoundingClientRect();
	expect(close.bottom).toBeLessThanOrEqual(name.top + 1);
	await page.viewport(390, 844);
});

test('a title that is an address is broken before its @', async () => {
	await page.viewport(390, 844);
	const title = 'somebody.with.a.name@example.org';
	const screen = await render(Sheet, { open: true, title, children });
	const heading = screen.getByRole('heading', { name: title }).element();
	const range = document.createRange();
	const lines = [...heading.childNodes]
		.filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
		.map((part) => {
			range.selectNodeContents(part);
			return new Set([...range.getClientRects()].map(({ top }) => top));
		})
		.filter(({ size }) => size > 0);
	expect(lines.map(({ size }) => size)).toEqual([1, 1]);
});
