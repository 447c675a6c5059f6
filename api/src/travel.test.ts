import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { attachedType, unframed } from '@foyer/shared/attached';
import { travel, type Attaching } from './travel.ts';

const long = 'the same words '.repeat(1000);
const app = new Hono<{ Variables: Attaching }>()
	.use('*', travel)
	.get('/long', (c) => c.json({ long }, 409, { 'set-cookie': 'a=b' }))
	.get('/short', (c) => c.json({ short: true }))
	.get('/attached', (c) => {
		const texts = ['[“one”]', long].map((text) => new TextEncoder().encode(text));
		c.get('attached')?.push(...texts);
		return c.json({ lengths: texts.map(({ byteLength }) => byteLength) });
	});

const ask = (path: string, accepts: string, accept?: string) =>
	app.request(path, { headers: { 'accept-encoding': accepts, ...(accept && { accept }) } });

describe('what is long', () => {
	test.each([
		['br, gzip;q=0.8', 'gzip', gunzipSync],
		['gzip, deflate, br, zstd', 'zstd', zstdDecompressSync]
	])('travels compressed to who takes %s, with its status and headers', async (...row) => {
		const [accepts, coding, unpack] = row;
		const answer = await ask('/long', accepts);
		expect(answer.status).toBe(409);
		expect(answer.headers.get('content-encoding')).toBe(coding);
		expect(answer.headers.get('content-type')).toBe('application/json');
		expect(answer.headers.get('set-cookie')).toBe('a=b');
		const body = Buffer.from(await answer.arrayBuffer());
		expect(body.byteLength).toBeLessThan(1000);
		expect(JSON.parse(unpack(body).toString())).toEqual({ long });
	});

	test.each(['', 'br', 'xgzip', 'zstdx'])(
		'travels as it is to who accepts “%s”',
		async (accepts) => {
			const answer = await ask('/long', accepts);
			expect(answer.headers.get('content-encoding')).toBeNull();
			expect(await answer.json()).toEqual({ long });
		}
	);
});

test('what is short travels as it is', async () => {
	const answer = await ask('/short', 'gzip');
	expect(answer.headers.get('content-encoding')).toBeNull();
	expect(answer.headers.get('vary')).toBe('accept, accept-encoding');
	expect(await answer.json()).toEqual({ short: true });
});

describe('texts', () => {
	test.each([
		['', (body: Uint8Array) => body],
		['gzip', gunzipSync],
		['zstd', zstdDecompressSync]
	])('stand after the JSON for who takes that, compressed by “%s”', async (accepts, unpack) => {
		const answer = await ask('/attached', accepts, attachedType);
		expect(answer.headers.get('content-type')).toBe(attachedType);
		expect(answer.headers.get('content-encoding')).toBe(accepts || null);
		const { json, texts } = unframed(unpack(new Uint8Array(await answer.arrayBuffer())));
		expect(json).toEqual({ lengths: [11, 15_000] });
		expect(new TextDecoder().decode(texts)).toBe(`[“one”]${long}`);
	});

	test('are left out for who doesn’t', async () => {
		const answer = await ask('/attached', '', 'application/json');
		expect(answer.headers.get('content-type')).toBe('application/json');
		expect(await answer.json()).toEqual({ lengths: [11, 15_000] });
	});

	test('where there are none, it is JSON', async () => {
		const answer = await ask('/short', '', attachedType);
		expect(answer.headers.get('content-type')).toBe('application/json');
		expect(await answer.json()).toEqual({ short: true });
	});
});
