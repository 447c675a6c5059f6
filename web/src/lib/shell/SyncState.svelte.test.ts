import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import SyncState from './SyncState.svelte';
import type { SyncSummary } from './sync-words.ts';

const calm: SyncSummary = {
	waiting: 0,
	oldestWaitingAt: null,
	offlineSince: null,
	listOf: null,
	attention: 0,
	phase: 'idle'
};

test('a change that isn’t sent at once comes to be mentioned', async () => {
	const sync = { ...calm, waiting: 1, oldestWaitingAt: Date.now() };
	const screen = await render(SyncState, { sync });
	await expect.element(screen.getByText('All saved')).toBeVisible();
	await expect.element(screen.getByText('1 change waiting'), { timeout: 5000 }).toBeVisible();
	await screen.rerender({ sync: calm });
	await expect.element(screen.getByText('All saved')).toBeVisible();
});

test('what needs attention leads to it and is announced', async () => {
	const sync = { ...calm, attention: 2 };
	const screen = await render(SyncState, { sync, href: '/app/attention' });
	await expect.element(screen.getByRole('link', { name: '2 need attention' })).toBeVisible();
	await expect.element(screen.getByText('2 need attention')).toHaveAttribute('aria-live', 'polite');
});
