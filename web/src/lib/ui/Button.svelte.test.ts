import { createRawSnippet } from 'svelte';
import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Button from './Button.svelte';

const children = createRawSnippet(() => ({ render: () => '<span>Save</span>' }));

test('a press while it is busy does nothing, and the focus stays', async () => {
	const onclick = vi.fn();
	const screen = await render(Button, { busy: true, onclick, children });
	const button = screen.getByRole('button', { name: 'Save' });
	await button.click();
	expect(onclick).not.toHaveBeenCalled();
	await expect.element(button).toHaveFocus();
	await screen.rerender({ busy: false });
	await button.click();
	expect(onclick).toHaveBeenCalledOnce();
});

test('with an address it is a link', async () => {
	const screen = await render(Button, { href: '/app/people', children });
	await expect
		.element(screen.getByRole('link', { name: 'Save' }))
		.toHaveAttribute('href', '/app/people');
});
