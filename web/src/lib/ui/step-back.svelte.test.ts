import { beforeNavigate } from '$app/navigation';
import { createRawSnippet } from 'svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Dialog from './Dialog.svelte';
import LeaveQuestion from './LeaveQuestion.svelte';
import Sheet from './Sheet.svelte';
import { backClosesDialogs, stepBack } from './step-back.ts';

vi.mock('$app/navigation', () => ({ beforeNavigate: vi.fn(), goto: vi.fn() }));

const children = createRawSnippet(() => ({ render: () => '<p>Text</p>' }));
const dialog = page.getByRole('dialog', { name: 'Send 3 links?' });

type Leaves = Parameters<Parameters<typeof beforeNavigate>[0]>[0];

/** Somebody is on their way elsewhere. @returns whether they are kept from it */
function leaves(type: 'popstate' | 'goto'): boolean {
	const cancel = vi.fn();
	const place = (path: string) => ({ route: { id: path }, url: new URL(path, location.origin) });
	const navigation = { type, from: place('/app/people'), to: place('/app/events'), cancel };
	for (const [asked] of vi.mocked(beforeNavigate).mock.calls)
		asked(navigation as unknown as Leaves);
	return cancel.mock.calls.length > 0;
}

beforeEach(() => {
	vi.mocked(beforeNavigate).mockReset();
	backClosesDialogs();
});

test('a step back closes the dialog on top and stays on the page; the next one leads away', async () => {
	await render(Dialog, { open: true, title: 'Send 3 links?', children });
	await expect.element(dialog).toBeVisible();
	expect(leaves('popstate')).toBe(true);
	await expect.element(dialog).not.toBeInTheDocument();
	expect(leaves('popstate')).toBe(false);
});

test('what would be lost by closing keeps the page, and stays', async () => {
	await render(Dialog, { open: true, held: true, title: 'Send 3 links?', children });
	await expect.element(dialog).toBeVisible();
	expect(leaves('popstate')).toBe(true);
	await expect.element(dialog).toBeVisible();
});

test('a link followed from a dialog leads away', async () => {
	await render(Dialog, { open: true, title: 'Send 3 links?', children });
	await expect.element(dialog).toBeVisible();
	expect(leaves('goto')).toBe(false);
});

test('a panel stands in the address: a step back leads out of it', async () => {
	await page.viewport(390, 844);
	await render(Sheet, { open: true, title: 'Ada', children });
	await expect.element(page.getByRole('dialog', { name: 'Ada' })).toBeVisible();
	expect(leaves('popstate')).toBe(false);
});

test('what the app closes itself isn’t held up by the dialog that asked for it', async () => {
	await render(Dialog, { open: true, title: 'Send 3 links?', children });
	await expect.element(dialog).toBeVisible();
	const back = vi.spyOn(history, 'back').mockReturnValue();
	stepBack();
	expect(back).toHaveBeenCalledOnce();
	expect(leaves('popstate')).toBe(false);
	dispatchEvent(new PopStateEvent('popstate'));
	expect(leaves('popstate')).toBe(true);
	back.mockRestore();
});

test('whether to leave what was typed is asked once no dialog is above it', async () => {
	await render(LeaveQuestion, { asks: true });
	const above = await render(Dialog, { open: true, title: 'Send 3 links?', children });
	await expect.element(dialog).toBeVisible();
	expect(leaves('popstate')).toBe(true);
	await expect.element(dialog).not.toBeInTheDocument();
	const question = page.getByRole('dialog', { name: 'Leave without saving?' });
	expect(question.query()).toBeNull();
	await above.unmount();
	expect(leaves('popstate')).toBe(true);
	await expect.element(question).toBeVisible();
	// Another step back is an answer, too: to stay.
	expect(leaves('popstate')).toBe(true);
	await expect.element(question).not.toBeInTheDocument();
});
