import { promisify } from 'node:util';
import { constants, gzip, zstdCompress } from 'node:zlib';
import type { MiddlewareHandler } from 'hono';
import { attachedType, framed } from '@foyer/shared/attached';

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

/** What stands after an answer's JSON; null where the client takes nothing there. */
export interface Attaching {
	attached: Uint8Array[] | null;
}

/**
 * Has texts stand after an answer's JSON for who takes that, and compresses what is large, off the event loop's thread.
 * Only for what another site can't have a browser ask for with cookies: the length would tell it about the content.
 */
export const travel: MiddlewareHandler<{ Variables: Attaching }> = async (c, next) => {
	const attached = c.req.header('accept') === attachedType ? [] : null;
	c.set('attached', attached);
	await next();
	const json = new Uint8Array(await c.res.arrayBuffer());
	const body = attached?.length ? framed(json, attached) : json;
	const coding = codingFor(c.req.header('accept-encoding') ?? '');
	const compresses = coding !== undefined && body.byteLength >= least;
	const { status, headers } = c.res;
	c.res = new Response(compresses ? await compress[coding](body) : body, { status, headers });
	if (attached?.length) c.res.headers.set('content-type', attachedType);
	if (compresses) c.res.headers.set('content-encoding', coding);
	c.res.headers.append('vary', 'accept, accept-encoding');
};
