import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { originCheck } from './origin-check.ts';

const app = new Hono().use(originCheck('https://foyer.example')).all('/', (c) => c.text('reached'));

const statusOf = async (
	method: string,
	headers: Record<string, string>,
	url = 'http://inside:3000/'
) => (await app.request(url, { method, headers: { host: new URL(url).host, ...headers } })).status;

test.each([
	[{ origin: 'https://foyer.example' }, 200],
	[{ origin: 'https://foyer.example', 'sec-fetch-site': 'cross-site' }, 200],
	[{ origin: 'https://evil.example' }, 403],
	[{ origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }, 403],
	[{ origin: 'http://foyer.example' }, 403],
	[{ origin: 'https://foyer.example:444' }, 403],
	[{ origin: 'https://foyer.example.evil.example' }, 403],
	// The name that a request came to proves nothing: anyone's domain may point here.
	[{ origin: 'http://inside:3000' }, 403],
	// A form on a page that sends no referrer has an opaque origin.
	[{ origin: 'null', 'sec-fetch-site': 'same-origin' }, 200],
	[{ origin: 'null', 'sec-fetch-site': 'cross-site' }, 403],
	[{ origin: 'null' }, 403],
	[{ 'sec-fetch-site': 'same-origin' }, 200],
	[{ 'sec-fetch-site': 'same-site' }, 403],
	[{ 'sec-fetch-site': 'none' }, 403],
	[{}, 403]
])('a POST with %o gets %i', async (headers, expected) => {
	expect(await statusOf('POST', headers as Record<string, string>)).toBe(expected);
});

test.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s is a write too', async (method) => {
	expect(await statusOf(method, { origin: 'https://evil.example' })).toBe(403);
});

test.each(['GET', 'HEAD'])('%s needs no origin', async (method) => {
	expect(await statusOf(method, { origin: 'https://evil.example' })).toBe(200);
});

test('on the machine itself the address that was used counts as ours', async () => {
	for (const host of ['localhost:3000', '127.0.0.1:3000', '[::1]:3000']) {
		expect(await statusOf('POST', { origin: `http://${host}` }, `http://${host}/`)).toBe(200);
		expect(await statusOf('POST', { origin: 'http://localhost:9' }, `http://${host}/`)).toBe(403);
	}
});
