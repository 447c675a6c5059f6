import type { MiddlewareHandler } from 'hono';

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses writes that another site's page sends with our cookies: their `Origin` must be ours. Where a
 * browser sends none, or an opaque one, `Sec-Fetch-Site` must say that the request is our own.
 */
export function originCheck(publicUrl: string): MiddlewareHandler {
	const own = new URL(publicUrl).origin;
	return async (c, next) => {
		if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
		if (isOurs(own, (name) => c.req.header(name))) return next();
		return c.json({ error: 'foreign_origin' }, 403);
	};
}

function isOurs(own: string, header: (name: string) => string | undefined): boolean {
	const origin = header('origin');
	if (origin === undefined || origin === 'null') return header('sec-fetch-site') === 'same-origin';
	return origin === own || isSameLoopback(origin, header('host'));
}

/** On the machine itself the product may be reached under another name or port than its public one. */
function isSameLoopback(origin: string, host: string | undefined): boolean {
	if (host === undefined || !URL.canParse(`http://${host}`)) return false;
	return loopbackHosts.has(new URL(`http://${host}`).hostname) && origin === `http://${host}`;
}
