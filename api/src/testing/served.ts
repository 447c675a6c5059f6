import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { openApp } from '../app.ts';
import type { Context } from '../context.ts';
import { drain } from '../drain.ts';
import { openKit, type Kit } from '../pages/kit.ts';

/** How long a test’s own unfinished requests hold it up, in ms. */
const patienceMs = 500;

let kit: Promise<Kit> | undefined;

/** The built web app, loaded once per file: its build must be there. */
export const testKit = (): Promise<Kit> => (kit ??= openKit());

/** The whole product on a port of its own. @returns its origin, and how to end it before the test does */
export async function serveForTest(
	context: Context
): Promise<{ origin: string; close(): Promise<void> }> {
	const app = openApp(context, await testKit());
	const server = createServer(app.listener);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	let closing: Promise<void> | undefined;
	const close = () => (closing ??= drain(server, app, patienceMs));
	onTestFinished(close);
	return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** How a browser asks for a page, redirects shown. Not by `fetch`, which says of itself that it opens no page. */
export async function visit(
	address: string,
	headers: Record<string, string> = {},
	method = 'GET'
): Promise<Response> {
	const asked = ask(address, {
		method,
		headers: {
			'user-agent': 'Mozilla/5.0 (Windows NT 10.0)',
			'accept-language': 'en',
			'sec-fetch-mode': 'navigate',
			'sec-fetch-dest': 'document',
			...headers
		}
	}).end();
	const [answer] = (await once(asked, 'response')) as [IncomingMessage];
	const parts: Buffer[] = [];
	for await (const part of answer) parts.push(part as Buffer);
	const body = Buffer.concat(parts);
	const zipped = answer.headers['content-encoding'] === 'gzip';
	return new Response(body.length === 0 ? null : new Uint8Array(zipped ? gunzipSync(body) : body), {
		status: answer.statusCode ?? 0,
		headers: Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
			values.map((value): [string, string] => [name, value])
		)
	});
}

/** How a browser sends a form. */
export const post = (
	address: string,
	fields: Record<string, string>,
	headers: Record<string, string> = {}
) =>
	fetch(address, {
		method: 'POST',
		redirect: 'manual',
		headers: { 'sec-fetch-site': 'same-origin', 'accept-language': 'en', ...headers },
		body: new URLSearchParams(fields)
	});
