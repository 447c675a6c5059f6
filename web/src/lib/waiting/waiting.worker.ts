import { leadsNowhere } from '@foyer/shared/leads-nowhere';
import { findPage, forgetOld, forgetPage, type KeptPage } from './kept-pages.ts';

/*
 * The waiting page's own worker, for the one address of an event's links: while the network answers, its word
 * counts; when it doesn't, or not soon, the page comes from what its own script kept on the device.
 */

interface Lasting extends Event {
	waitUntil(work: Promise<unknown>): void;
}

interface Asked extends Lasting {
	readonly request: Request;
	respondWith(answer: Promise<Response>): void;
}

/** What a service worker has of its own, which the page's own types know nothing of. */
interface Worker {
	readonly registration: ServiceWorkerRegistration;
	readonly clients: { claim(): Promise<void> };
	skipWaiting(): Promise<void>;
	addEventListener(type: 'install' | 'activate', listen: (event: Lasting) => void): void;
	addEventListener(type: 'fetch', listen: (event: Asked) => void): void;
}

const worker = self as unknown as Worker;
const page = new URL(worker.registration.scope).pathname;

/** How long the network may take where a page is kept, in ms: who shows a code at a door doesn't wait for more. */
const patience = 6000;

worker.addEventListener('install', () => void worker.skipWaiting());
worker.addEventListener('activate', (event) =>
	event.waitUntil(Promise.all([worker.clients.claim(), forgetOld(Date.now())]))
);
worker.addEventListener('fetch', (event) => {
	const { pathname, search, hash } = new URL(event.request.url);
	if (event.request.mode !== 'navigate' || pathname !== page) return;
	event.respondWith(answer(event.request, search.slice(1), hash.slice(1)));
});

/**
 * @param asked the link's address and key as they are mailed; empty where the page was reloaded: its script has
 * moved them into the fragment
 */
async function answer(request: Request, asked: string, moved: string): Promise<Response> {
	await forgetOld(Date.now());
	const query = asked || moved;
	const kept = await findPage(page, query).catch(() => undefined);
	const answered = await fromNetwork(request, kept ? patience : Infinity);
	// Only Foyer's own word takes a kept page away. A waiting page replaces it itself; whatever else answers, the
	// way into a room or a server in between, the code is still good at the door.
	if (answered?.headers.get(leadsNowhere) === '1') {
		await forgetPage(page, query);
		return answered;
	}
	if (kept && (!answered || answered.status >= 400)) return again(kept);
	return answered ?? Response.error();
}

async function fromNetwork(request: Request, within: number): Promise<Response | undefined> {
	const answered = fetch(request).catch(() => undefined);
	if (within === Infinity) return answered;
	return Promise.race([
		answered,
		new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), within))
	]);
}

/** The kept page, which is told the time, and that it was kept. */
function again({ html, policy, ahead }: KeptPage): Response {
	const now = Date.now() + ahead;
	const told = html.replace(/"now":"\d+"/, `"now":"${now}"`).replace('"kept":false', '"kept":true');
	return new Response(told, {
		headers: {
			'content-type': 'text/html; charset=utf-8',
			'content-security-policy': policy,
			'cache-control': 'no-store',
			'referrer-policy': 'no-referrer',
			'x-content-type-options': 'nosniff'
		}
	});
}
