/*
 * Waiting pages kept on the device, for when there is no network. A page holds its person's name, link and entry
 * code, and a device may be several people's: each is kept under a digest of its own address and key, encrypted by
 * another. Without the link nothing of it can be found or read.
 */

import { emailMeant, keyMeant } from '@foyer/shared/access';

/** A page as it was answered, and how to answer it again. */
export interface KeptPage {
	html: string;
	/** Its Content-Security-Policy. */
	policy: string;
	/** The server's clock less the device's, in ms. */
	ahead: number;
}

/** Named apart from the app's caches, and cleared with them. */
const cacheName = 'foyer-waiting';
const untilHeader = 'x-until';

async function digest(use: string, query: string): Promise<Uint8Array<ArrayBuffer>> {
	const given = new URLSearchParams(query);
	const [email, key] = [emailMeant(given.get('email') ?? ''), keyMeant(given.get('key') ?? '')];
	const text = [use, email, key].join('\n');
	return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

/** @param page the path of the event's waiting page */
async function nameOf(page: string, query: string): Promise<string> {
	const bytes = await digest('name', query);
	return `${page}/kept/${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

const keyOf = async (query: string): Promise<CryptoKey> =>
	crypto.subtle.importKey('raw', await digest('key', query), 'AES-GCM', false, [
		'encrypt',
		'decrypt'
	]);

/**
 * Keeps a page in place of what was kept for the same link.
 * @param query the link's address and key
 * @param until when it is of no use any more, by the device's clock
 */
export async function keepPage(
	page: string,
	query: string,
	kept: KeptPage,
	until: number
): Promise<void> {
	const iv = crypto.getRandomValues(new Uint8Array(12));
	const text = new TextEncoder().encode(JSON.stringify(kept));
	const body = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await keyOf(query), text);
	const response = new Response(new Blob([iv, body]), {
		headers: { [untilHeader]: String(until) }
	});
	await (await caches.open(cacheName)).put(await nameOf(page, query), response);
}

/** The page kept for a link; undefined where there is none. */
export async function findPage(page: string, query: string): Promise<KeptPage | undefined> {
	const found = await (await caches.open(cacheName)).match(await nameOf(page, query));
	if (!found) return undefined;
	const bytes = new Uint8Array(await found.arrayBuffer());
	const iv = bytes.subarray(0, 12);
	const key = await keyOf(query);
	const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, bytes.subarray(12));
	return JSON.parse(new TextDecoder().decode(text)) as KeptPage;
}

export async function forgetPage(page: string, query: string): Promise<void> {
	await (await caches.open(cacheName)).delete(await nameOf(page, query));
}

/** Forgets all pages, of whatever event, that are of no use any more. */
export async function forgetOld(now: number): Promise<void> {
	const cache = await caches.open(cacheName);
	for (const request of await cache.keys()) {
		const until = Number((await cache.match(request))?.headers.get(untilHeader));
		if (!(until > now)) await cache.delete(request);
	}
}
