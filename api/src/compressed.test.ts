import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { compressed } from './compressed.ts';

const long = 'the same words '.repeat(1000);
const app = new Hono()
	.use('*', compressed)
	.get('/long', (c) => c.json({ long }, 409, { 'set-cookie': 'a=b' }))
	.get('/short', (c) => c.json({ short: true }));

const ask = (path: string, accepts: string) =>
	app.request(path, { headers: { 'accept-encoding': accepts } });

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
	expect(answer.headers.get('vary')).toBe('accept-encoding');
	expect(await answer.json()).toEqual({ short: true });
});
