import { chromium, type Browser, type Page } from '@playwright/test';
import { chromiumPath } from '../../../scripts/browser.mjs';
import type { House } from './house.ts';

export const openBrowser = (): Promise<Browser> =>
	chromium.launch({
		executablePath: chromiumPath(),
		args: ['--no-sandbox', '--enable-precise-memory-info']
	});

/** A device of the house's host on which nothing is stored yet. */
export async function newDevice(
	browser: Browser,
	{ origin, session, organisationId, people }: House
): Promise<Page> {
	const context = await browser.newContext({
		baseURL: origin,
		viewport: { width: 1440, height: 900 },
		locale: 'en',
		bypassCSP: true
	});
	await context.addCookies([{ name: 'foyer_session', value: session, url: origin }]);
	const page = await context.newPage();
	const answer = await page.request.get('/api/trpc/accounts.me');
	const { result } = (await answer.json()) as { result: { data: unknown } };
	// What signing in leaves, without the form.
	const marker = { state: 'signed_in', me: result.data, organisationId };
	await context.addInitScript(
		(text) => localStorage.setItem('foyer.session', text),
		JSON.stringify(marker)
	);
	await context.addInitScript(watch, people.toLocaleString('en'));
	return page;
}

/** What a page notes of itself, in ms since its navigation began. */
export interface Watched {
	/** When the first sync began. */
	syncAt: number | null;
	/** When somebody stood in the list for the first time. */
	listAt: number | null;
	/** When everybody did. */
	allAt: number | null;
	/** The longest that the main thread was blocked. */
	longestTask: number;
}

function watch(everybody: string): void {
	const watched: Watched = { syncAt: null, listAt: null, allAt: null, longestTask: 0 };
	Object.assign(window, { watched });
	new PerformanceObserver((list) => {
		for (const { duration } of list.getEntries())
			watched.longestTask = Math.max(watched.longestTask, duration);
	}).observe({ type: 'longtask', buffered: true });
	const look = (): void => {
		if (document.querySelector('[data-sync="first"]')) watched.syncAt ??= performance.now();
		if (document.querySelector('[role="table"] [role="row"] a'))
			watched.listAt ??= performance.now();
		const header = document.querySelector('h1')?.closest('header')?.textContent;
		if (header?.includes(everybody)) watched.allAt ??= performance.now();
		if (watched.listAt === null || watched.allAt === null) requestAnimationFrame(look);
	};
	requestAnimationFrame(look);
}

/** Waits until everybody stands in the list. */
export async function watched(page: Page): Promise<Watched> {
	await page.waitForFunction(
		() => {
			const { listAt, allAt } = (window as unknown as { watched: Watched }).watched;
			return listAt !== null && allAt !== null;
		},
		undefined,
		{ timeout: 300_000, polling: 100 }
	);
	return page.evaluate(() => (window as unknown as { watched: Watched }).watched);
}
