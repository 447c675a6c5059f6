import { Hono } from 'hono';

/**
 * While the product is developed, in place of the service worker: it keeps nothing, so that a page loaded again
 * is the newest, and each new start of the server loads open pages anew once they are looked at.
 * @param startedAt tells starts apart
 */
export const developmentWorker = (startedAt: number): Hono =>
	new Hono().get('/service-worker.js', (c) =>
		c.body(worker(startedAt), 200, {
			'content-type': 'text/javascript; charset=utf-8',
			'cache-control': 'no-store'
		})
	);

const worker = (startedAt: number): string => `// Started at ${startedAt}.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(begin()));

async function begin() {
	for (const name of await caches.keys())
		if (name.startsWith('foyer-')) await caches.delete(name);
	await self.clients.claim();
	// Not waited for: a page that is loaded waits for its worker.
	for (const page of await self.clients.matchAll({ type: 'window' })) void page.navigate(page.url);
}
`;
