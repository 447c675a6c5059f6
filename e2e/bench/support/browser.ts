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

/**
 * The longest that a page's main thread worked at one stretch while something was done, in ms of its own time:
 * what it waited for a processor that others used is not its doing.
 */
export async function longestWork(
	browser: Browser,
	page: Page,
	during: () => Promise<unknown>
): Promise<number> {
	await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
	// The trace's clock.
	const began = Number(process.hrtime.bigint() / 1000n);
	await during();
	const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as Trace;
	const isMain = new Set(
		traceEvents.flatMap(({ args, pid, tid }) =>
			args?.name === 'CrRendererMain' ? [`${pid} ${tid}`] : []
		)
	);
	const stretches = traceEvents.filter(
		({ pid, tid, ts }) => ts >= began && isMain.has(`${pid} ${tid}`)
	);
	return Math.max(...stretches.map(({ tdur = 0 }) => tdur)) / 1000;
}

interface Trace {
	traceEvents: {
		pid: number;
		tid: number;
		/** When it began, and how long it worked. In µs. */
		ts: number;
		tdur?: number;
		args?: { name?: string };
	}[];
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
	};
	// At the next frame after something changed: one that looked at every frame would have them all drawn.
	let asked = false;
	const soon = (): void => {
		if (asked || (watched.listAt !== null && watched.allAt !== null)) return;
		asked = true;
		requestAnimationFrame(() => {
			asked = false;
			look();
		});
	};
	new MutationObserver(soon).observe(document, {
		subtree: true,
		childList: true,
		characterData: true,
		attributes: true
	});
	soon();
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
