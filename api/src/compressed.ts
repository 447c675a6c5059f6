import { promisify } from 'node:util';
import { constants, gzip, zstdCompress } from 'node:zlib';
import type { MiddlewareHandler } from 'hono';

const zstdOf = promisify(zstdCompress);
const gzipOf = promisify(gzip);

type Coding = 'zstd' | 'gzip';

/** Quickly rather than well: rows say the same columns again and again, which the fastest levels find too. */
const compress: Record<Coding, (body: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>> = {
	zstd: (body) => zstdOf(body, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
	gzip: (body) => gzipOf(body, { level: 1 })
};

/** What of both a client takes; Zstandard (RFC 8878) costs both sides a third of what gzip does. */
const codingFor = (accepted: string): Coding | undefined =>
	(['zstd', 'gzip'] as const).find((coding) => new RegExp(`\\b${coding}\\b`).test(accepted));

/** Below this an answer fits a packet anyway. In bytes. */
const least = 1400;

/**
 * Compresses what is large, off the event loop's thread. Only for what another site can't have a browser ask for
 * with cookies: the length would tell it about the content.
 */
export const compressed: MiddlewareHandler = async (c, next) => {
	await next();
	const coding = codingFor(c.req.header('accept-encoding') ?? '');
	if (!coding) return;
	const body = new Uint8Array(await c.res.arrayBuffer());
	const answer = body.byteLength < least ? body : await compress[coding](body);
	const { status, headers } = c.res;
	c.res = new Response(answer, { status, headers });
	if (answer !== body) c.res.headers.set('content-encoding', coding);
	c.res.headers.append('vary', 'accept-encoding');
};
