import { chromium, type Browser, type CDPSession, type Page } from '@playwright/test';
import { chromiumPath } from '../../../scripts/browser.mjs';
import type { House } from './house.ts';

export const openBrowser = (): Promise<Browser> =>
	chromium.launch({
		executablePath: chromiumPath(),
		args: ['--no-sandbox', '--enable-precise-memory-info']
	});

/** What organizers hold in their hands, or sit at. */
export type Kind = 'desktop' | 'phone';

/** As many times slower a phone's page works: what Lighthouse takes for one of the middle. */
const phoneSlowness = 4;

/** What a device has of the app before its host is signed in: nothing, or what it fetches while one signs in. */
export type Fetched = 'nothing' | 'app';

/** A device of the house's host on which no rows are stored yet. A phone's threads aren't slowed down, its page is. */
export async function newDevice(
	browser: Browser,
	{ origin, session, organisationId, people }: House,
	kind: Kind = 'desktop',
	fetched: Fetched = 'nothing'
): Promise<Page> {
	const context = await browser.newContext({
		baseURL: origin,
		locale: 'en',
		bypassCSP: true,
		...(kind === 'phone'
			? { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
			: { viewport: { width: 1440, height: 900 } })
	});
	const page = await context.newPage();
	if (fetched === 'app') {
		await page.goto('/app/sign-in');
		await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
	}
	await context.addCookies([{ name: 'foyer_session', value: session, url: origin }]);
	const answer = await page.request.get('/api/trpc/accounts.me');
	const { result } = (await answer.json()) as { result: { data: unknown } };
	// What signing in leaves, without the form.
	const marker = { state: 'signed_in', me: result.data, organisationId };
	await context.addInitScript(
		(text) => localStorage.setItem('foyer.session', text),
		JSON.stringify(marker)
	);
	await context.addInitScript(watch, [people.toLocaleString('en'), firstInList] as const);
	if (kind === 'phone') {
		const cdp = await context.newCDPSession(page);
		await cdp.send('Emulation.setCPUThrottlingRate', { rate: phoneSlowness });
	}
	return page;
}

/** A stretch that a page's main thread worked without a break. */
export interface Stretch {
	/** When it began, as the machine's clock runs, in µs. */
	at: number;
	/** How long it was, in ms of its own time: what it waited for a processor that others used is not its doing. */
	ms: number;
}

/** The machine's clock, in µs, as a trace has it. */
export const machineTime = (): number => Number(process.hrtime.bigint() / 1000n);

/** The longest that a page's main thread worked at one stretch while something was done, in ms of its own time. */
export async function longestWork(
	browser: Browser,
	page: Page,
	during: () => Promise<unknown>
): Promise<number> {
	const stretches = await worked(browser, page, during);
	return Math.max(...stretches.map(({ ms }) => ms));
}

/** Each stretch that a page's main thread worked while something was done. */
export async function worked(
	browser: Browser,
	page: Page,
	during: () => Promise<unknown>
): Promise<Stretch[]> {
	await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
	const began = machineTime();
	await during();
	const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as Trace;
	const isMain = new Set(
		traceEvents.flatMap(({ args, pid, tid }) =>
			args?.name === 'CrRendererMain' ? [`${pid} ${tid}`] : []
		)
	);
	return traceEvents
		.filter(({ pid, tid, ts }) => ts >= began && isMain.has(`${pid} ${tid}`))
		.map(({ ts, tdur = 0 }) => ({ at: ts, ms: tdur / 1000 }));
}

/** What the device holds of a page, in bytes: its memory and its threads' once nothing is left to collect, and what it stored. */
export interface Held {
	page: number;
	threads: number;
	stored: number;
}

/** What a page holds, once its garbage was collected. */
export async function held(page: Page): Promise<Held> {
	const session = await page.context().newCDPSession(page);
	const used = async (send: Send): Promise<number> => {
		await send('HeapProfiler.collectGarbage');
		return ((await send('Runtime.getHeapUsage')) as { usedSize: number }).usedSize;
	};
	const threads = await threadsOf(session);
	let ofThreads = 0;
	for (const send of threads) ofThreads += await used(send);
	const ofPage = await used((method) => session.send(method as 'Runtime.getHeapUsage'));
	await session.detach();
	const stored = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
	return { page: ofPage, threads: ofThreads, stored };
}

type Send = (method: string) => Promise<unknown>;

/** How each of a page's threads is asked, which Playwright's sessions reach by message alone. */
async function threadsOf(session: CDPSession): Promise<Send[]> {
	const threads: string[] = [];
	session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
		if (targetInfo.type === 'worker') threads.push(sessionId);
	});
	await session.send('Target.setAutoAttach', {
		autoAttach: true,
		waitForDebuggerOnStart: false,
		flatten: false
	});
	let last = 0;
	return threads.map((sessionId) => (method) => {
		const id = ++last;
		return new Promise((resolve) => {
			session.on('Target.receivedMessageFromTarget', (received) => {
				const answer = JSON.parse(received.message) as { id?: number; result?: unknown };
				if (received.sessionId === sessionId && answer.id === id) resolve(answer.result);
			});
			const message = JSON.stringify({ id, method });
			void session.send('Target.sendMessageToTarget', { sessionId, message });
		});
	});
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
	/** When nothing more was to come. */
	doneAt: number | null;
	/** The longest that the main thread was blocked. */
	longestTask: number;
}

/** Who stands in a list, as a table and as cards. */
export const firstInList = '[role="table"] [role="row"] a, [role="listitem"][data-row] a';

function watch([everybody, inList]: readonly [everybody: string, inList: string]): void {
	const watched: Watched = {
		syncAt: null,
		listAt: null,
		allAt: null,
		doneAt: null,
		longestTask: 0
	};
	Object.assign(window, { watched });
	new PerformanceObserver((list) => {
		for (const { duration } of list.getEntries())
			watched.longestTask = Math.max(watched.longestTask, duration);
	}).observe({ type: 'longtask', buffered: true });
	const look = (): void => {
		if (document.querySelector('[data-sync="first"]')) watched.syncAt ??= performance.now();
		if (document.querySelector(inList)) watched.listAt ??= performance.now();
		const header = document.querySelector('h1')?.closest('header')?.textContent;
		if (header?.includes(everybody)) watched.allAt ??= performance.now();
		// Before a first sync has begun, nothing is to come either.
		const begun = watched.syncAt !== null || watched.allAt !== null;
		if (begun && document.querySelector('[data-sync="saved"]'))
			watched.doneAt ??= performance.now();
	};
	// At the next frame after something changed: one that looked at every frame would have them all drawn.
	let asked = false;
	const soon = (): void => {
		const { listAt, allAt, doneAt } = watched;
		if (asked || (listAt !== null && allAt !== null && doneAt !== null)) return;
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

/** Waits until everybody stands in the list, and nothing more is to come. */
export async function watched(page: Page): Promise<Watched> {
	await page.waitForFunction(
		() => {
			const { listAt, allAt, doneAt } = (window as unknown as { watched: Watched }).watched;
			return listAt !== null && allAt !== null && doneAt !== null;
		},
		undefined,
		{ timeout: 300_000, polling: 100 }
	);
	return page.evaluate(() => (window as unknown as { watched: Watched }).watched);
}
