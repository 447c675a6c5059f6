import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { MiddlewareHandler } from 'hono';

const compress = promisify(gzip);

/** Below this an answer fits a packet anyway. In bytes. */
const least = 1400;

/**
 * Compresses what is large, off the event loop's thread. Quickly rather than well: rows say the same columns
 * again and again, which the fastest level finds too. Only for what another site can't have a browser ask for
 * with cookies: the length would tell it about the content.
 */
export const compressed: MiddlewareHandler = async (c, next) => {
	await next();
	if (!/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return;
	const body = new Uint8Array(await c.res.arrayBuffer());
	const answer = body.byteLength < least ? body : await compress(body, { level: 1 });
	const { status, headers } = c.res;
	c.res = new Response(answer, { status, headers });
	if (answer !== body) c.res.headers.set('content-encoding', 'gzip');
	c.res.headers.append('vary', 'accept-encoding');
};
