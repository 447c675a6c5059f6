import { version } from '$app/env';
import { assets, immutable } from '$app/manifest';
import { self } from '$app/service-worker';
import { PrecacheController } from 'workbox-precaching';

/** The page that answers every address of the app: it holds nothing personal. */
const page = '/app/';
const cachePrefix = 'foyer-app-';

/** Files with fixed names that the app itself shows; icons are fetched once, by whoever installs it. */
const files = assets.filter(({ path }) => !path.endsWith('.png'));

const precache = new PrecacheController({ cacheName: cachePrefix + version });
precache.addToCacheList([
	{ url: page, revision: version },
	...immutable.map(({ path }) => ({ url: `/${path}`, revision: null })),
	...files.map(({ path }) => ({ url: `/${path}`, revision: version }))
]);
const assetPaths = new Set(files.map(({ path }) => `/${path}`));

self.addEventListener('install', (event) => void precache.install(event));

self.addEventListener('activate', (event) => {
	void precache.activate(event);
	event.waitUntil(dropOldVersions());
	// The page that brought the first worker here has its files from it as well: nobody has to load it again first.
	event.waitUntil(self.clients.claim());
});

self.addEventListener('message', (event) => {
	if (event.data === 'skip-waiting') void self.skipWaiting();
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
		event.respondWith(fromAny(event.request));
	else if (event.request.mode === 'navigate' && url.pathname.startsWith(page)) {
		event.respondWith(fromCache(page, event.request));
	}
});

async function fromCache(path: string, request: Request): Promise<Response> {
	return (await precache.matchPrecache(path)) ?? fetch(request);
}

/** A tab still running the version before this one finds its files too. */
async function fromAny(request: Request): Promise<Response> {
	return (await caches.match(request)) ?? fetch(request);
}

/** Keeps this version and the one before it, for tabs that still run it (`keys` is in order of creation). */
async function dropOldVersions(): Promise<void> {
	const versions = (await caches.keys()).filter((name) => name.startsWith(cachePrefix));
	const keep = new Set([cachePrefix + version, ...versions.slice(-2)]);
	await Promise.all(versions.filter((name) => !keep.has(name)).map((name) => caches.delete(name)));
}
