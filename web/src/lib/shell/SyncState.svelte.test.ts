import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { deviceStorage } from '../sync/device-storage.svelte.ts';
import { local } from '../sync/local.svelte.ts';
import { shell } from './shell.svelte.ts';
import Rail from './Rail.svelte';
import SyncState from './SyncState.svelte';
import type { SyncSummary } from './sync-words.ts';
import TopBar from './TopBar.svelte';
import { updates } from './update.svelte.ts';

const calm: SyncSummary = {
	waiting: 0,
	oldestWaitingAt: null,
	offlineSince: null,
	listOf: null,
	first: null,
	attention: 0,
	stopped: null,
	full: false,
	locksAt: null,
	phase: 'idle',
	organisation: 'Maison des Arts',
	left: null,
	kept: true
};

beforeEach(() => {
	vi.spyOn(deviceStorage, 'look').mockResolvedValue();
});
afterEach(() => void vi.restoreAllMocks());

const heading = (name: string | RegExp) => page.getByRole('heading', { name });

async function open(sync: Partial<SyncSummary>) {
	await render(SyncState, { sync: { ...calm, ...sync }, href: '/app/attention' });
	await page.getByTitle('How things stand').click();
}

test('a change that isn’t sent at once comes to be mentioned', async () => {
	const sync = { ...calm, waiting: 1, oldestWaitingAt: Date.now() };
	const screen = await render(SyncState, { sync });
	await expect.element(screen.getByText('All saved')).toBeVisible();
	await expect.element(screen.getByText('1 change waiting'), { timeout: 5000 }).toBeVisible();
	await screen.rerender({ sync: calm });
	await expect.element(screen.getByText('All saved')).toBeVisible();
});

test.each<[Partial<SyncSummary>, string]>([
	[{ attention: 2 }, '2 need attention'],
	[{ full: true }, 'Device is full'],
	[{ left: 12_000_000 }, 'Nearly full'],
	[{ stopped: 'update_required' }, 'New version needed']
])('what asks for something is announced: %j', async (sync, words) => {
	await render(SyncState, { sync: { ...calm, ...sync } });
	await expect.element(page.getByText(words)).toHaveAttribute('aria-live', 'polite');
});

describe('pressed, it tells how things stand', () => {
	test('what needs attention leads to it, and the summary makes way', async () => {
		await open({ attention: 2 });
		const link = page.getByRole('link', { name: 'Look at them' });
		await expect.element(link).toHaveAttribute('href', '/app/attention');
		// The page of the tests stays.
		addEventListener('click', (event) => event.preventDefault(), { once: true });
		await link.click();
		await expect.element(link).not.toBeInTheDocument();
	});

	test('an app too old offers the new version', async () => {
		const taken = vi.spyOn(updates, 'takeNewest').mockResolvedValue();
		await open({ stopped: 'update_required', waiting: 1 });
		await expect.element(heading('This version of Foyer is too old')).toBeVisible();
		await expect.element(heading('1 change waiting')).toBeVisible();
		await page.getByRole('button', { name: 'Load the new version' }).click();
		expect(taken).toHaveBeenCalledOnce();
	});

	test('who was signed out is led to signing in', async () => {
		await open({ stopped: 'signed_out' });
		await expect
			.element(page.getByRole('link', { name: 'Sign in' }))
			.toHaveAttribute('href', '/app/sign-in');
	});

	test('without network, or with a full device, one may try again', async () => {
		const sync = vi.spyOn(local, 'sync').mockResolvedValue();
		await open({ full: true });
		await page.getByRole('button', { name: 'Try now' }).click();
		expect(sync).toHaveBeenCalledOnce();
	});

	test('the first lists show how far they have come', async () => {
		const arriving = { part: 'people', done: 1, of: 4 } as const;
		await open({ phase: 'first', first: { here: [], arriving } });
		await expect.element(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '25');
	});

	test('a nearly full device and a browser that may clear it are told with the rest', async () => {
		await open({ listOf: Date.now(), left: 12_000_000, kept: false });
		await expect.element(page.getByText(/12 MB are left for Foyer/)).toBeVisible();
		await expect.element(heading('Kept as long as there is room')).toBeVisible();
	});

	test('nothing is said of keeping while there is nothing to keep', async () => {
		await open({ kept: false });
		await expect.element(heading('All saved')).toBeVisible();
		expect(heading('Kept as long as there is room').elements()).toEqual([]);
	});

	test('what is nowhere else can be sent at once', async () => {
		const sync = vi.spyOn(local, 'sync').mockResolvedValue();
		await open({ waiting: 3, oldestWaitingAt: Date.now() - 7_200_000, kept: false });
		await expect.element(heading('3 changes only here')).toBeVisible();
		await page.getByRole('button', { name: 'Try now' }).click();
		expect(sync).toHaveBeenCalledOnce();
	});
});

describe.each([
	['phone', 390, 844],
	['tablet', 820, 1180],
	['desktop', 1440, 900]
])('on a %s', (_, width, height) => {
	test('the state is there once, and opens', async () => {
		await page.viewport(width, height);
		shell.sync = { ...calm, stopped: 'update_required' };
		await render(TopBar);
		await render(Rail);
		const states = page.getByTitle('How things stand');
		const visible = states.elements().filter((element) => element.checkVisibility());
		expect(visible).toHaveLength(1);
		expect(visible[0]?.getBoundingClientRect().height).toBeGreaterThanOrEqual(44);
		(visible[0] as HTMLElement).click();
		await expect.element(heading('This version of Foyer is too old')).toBeVisible();
		expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
		shell.sync = calm;
	});
});
