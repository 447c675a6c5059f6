import { leadsNowhere } from '@foyer/shared/leads-nowhere';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { findPage, keepPage } from './kept-pages.ts';

const origin = 'https://foyer.example';
const page = '/maison/gala/live';
const link = 'email=ines%40example.org&key=0123456789abcdef012345';
const kept = { html: '<p>kept</p>', policy: "default-src 'none'", ahead: 0 };

interface Asked {
	request: { url: string; mode: string };
	respondWith(answer: Promise<Response>): void;
}
let hear: (event: Asked) => void;
const network = vi.fn<() => Promise<Response>>();

/** As much of the device's cache as the worker uses. */
function fakeCaches() {
	const held = new Map<string, Response>();
	const cache = {
		put: (name: string, response: Response) => held.set(name, response),
		match: (name: string) => held.get(name)?.clone(),
		delete: (name: string) => held.delete(name),
		keys: () => [...held.keys()]
	};
	return { open: () => Promise.resolve(cache) };
}

beforeEach(async () => {
	vi.stubGlobal('caches', fakeCaches());
	vi.stubGlobal('fetch', network);
	vi.stubGlobal('self', {
		registration: { scope: origin + page },
		addEventListener: (type: string, listen: typeof hear) => {
			if (type === 'fetch') hear = listen;
		}
	});
	vi.resetModules();
	await import('./waiting.worker.ts');
	await keepPage(page, link, kept, Date.now() + 60_000);
});
afterEach(() => vi.unstubAllGlobals());

/** What is shown to who opens the link, and whether the page is kept still. */
async function open(query = `?${link}`): Promise<{ shown: string; keeps: boolean }> {
	let answered = Promise.resolve(new Response());
	hear({
		request: { url: origin + page + query, mode: 'navigate' },
		respondWith(answer) {
			answered = answer;
		}
	});
	const shown = await (await answered).text();
	return { shown, keeps: (await findPage(page, link)) !== undefined };
}

const answerOf = (body: string, init: ResponseInit) => () =>
	Promise.resolve(new Response(body, init));
const gone = { [leadsNowhere]: '1' };

it.each([
	['a waiting page is shown and the kept one stays until it is replaced', 200, {}, 'new', true],
	['a notice that the event is over takes it away', 200, gone, 'new', false],
	['a notice that the link is no longer right takes it away', 403, gone, 'new', false],
	['a refusal by something in between leaves it, and shows it', 403, {}, kept.html, true],
	['too many requests leave it, and show it', 429, {}, kept.html, true],
	['a server out of order leaves it, and shows it', 503, {}, kept.html, true]
])('%s', async (_, status, headers, shown, keeps) => {
	network.mockImplementation(answerOf('new', { status, headers }));
	expect(await open()).toEqual({ shown, keeps });
	expect(await open(`#${link}`)).toEqual({ shown: keeps ? shown : 'new', keeps });
});

it('no network shows it', async () => {
	network.mockRejectedValue(new TypeError('no network'));
	expect(await open()).toEqual({ shown: kept.html, keeps: true });
});
