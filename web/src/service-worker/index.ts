import { version } from '$app/env';
import { assets, immutable } from '$app/manifest';
import { self } from '$app/service-worker';
import { PrecacheController } from 'workbox-precaching';
import { cacheOf, fromAny, keepTwo } from './versions.ts';

/** The page that answers every address of the app: it holds nothing personal. */
const page = '/app/';

/** Files with fixed names that the app itself shows; icons are fetched once, by whoever installs it. */
const files = assets.filter(({ path }) => !path.endsWith('.png'));

const precache = new PrecacheController({ cacheName: cacheOf(version) });
precache.addToCacheList([
	{ url: page, revision: version },
	...immutable.map(({ path }) => ({ url: `/${path}`, revision: null })),
	...files.map(({ path }) => ({ url: `/${path}`, revision: version }))
]);
const assetPaths = new Set(files.map(({ path }) => `/${path}`));

self.addEventListener('install', (event) => void precache.install(event));

self.addEventListener('activate', (event) => {
	void precache.activate(event);
	event.waitUntil(keepTwo(caches, version, Date.now()));
	// The page that brought the first worker here has its files from it as well: nobody has to load it again first.
	event.waitUntil(self.clients.claim());
});

self.addEventListener('message', (event) => {
	if (event.data === 'skip-waiting') void self.skipWaiting();
	if (event.data === 'claim') event.waitUntil(self.clients.claim());
});

/**
 * Kit loads a page anew that failed while there is a newer version. What loads is this worker's: a version that
 * only the server has would be asked for again and again.
 */
self.addEventListener('fetch', (event) => {
	const url = new URL(event.request.url);
	if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
	if (url.pathname === `${page}_app/version.json`) event.respondWith(Response.json({ version }));
	else if (assetPaths.has(url.pathname)) event.respondWith(fromCache(url.pathname, event.request));
	else if (url.pathname.startsWith(`${page}_app/immutable/`))
		event.respondWith(fromAny(caches, event.request, fetch));
	else if (event.request.mode === 'navigate' && url.pathname.startsWith(page)) {
		event.respondWith(fromCache(page, event.request));
	}
});

async function fromCache(path: string, request: Request): Promise<Response> {
	return (await precache.matchPrecache(path)) ?? fetch(request);
}
