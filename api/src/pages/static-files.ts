import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { MiddlewareHandler } from 'hono';
import { webBuild } from './kit.ts';

interface StaticFile {
	type: string;
	etag: string;
	cacheControl: string;
	own: Uint8Array<ArrayBuffer>;
	/** Its compressed forms by content coding. */
	bodies: Map<string, Uint8Array<ArrayBuffer>>;
}

const types: Record<string, string> = {
	'.css': 'text/css; charset=utf-8',
	'.html': 'text/html; charset=utf-8',
	'.ico': 'image/x-icon',
	'.js': 'text/javascript; charset=utf-8',
	'.json': 'application/json',
	'.png': 'image/png',
	'.svg': 'image/svg+xml',
	'.txt': 'text/plain; charset=utf-8',
	'.wasm': 'application/wasm',
	'.webmanifest': 'application/manifest+json',
	'.woff2': 'font/woff2',
	'.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
};

const codings = { br: '.br', gzip: '.gz' };

/**
 * Serves the web app's files from memory, in the smallest coding that the client takes. Names below
 * `app/_app/immutable` carry a hash and are kept for a year; the others are asked for each time.
 */
export function staticFiles(build: string = webBuild): MiddlewareHandler {
	const files = readFiles(path.join(build, 'client'));
	return async (c, next) => {
		const file = files.get(c.req.path);
		if (!file || (c.req.method !== 'GET' && c.req.method !== 'HEAD')) return next();
		const headers = {
			etag: file.etag,
			'cache-control': file.cacheControl,
			vary: 'accept-encoding'
		};
		if (c.req.header('if-none-match') === file.etag) return c.body(null, 304, headers);
		const coding = codingFor(file, c.req.header('accept-encoding') ?? '');
		if (coding !== '') c.header('content-encoding', coding);
		return c.body(file.bodies.get(coding) ?? file.own, 200, {
			...headers,
			'content-type': file.type
		});
	};
}

function codingFor(file: StaticFile, accepted: string): string {
	const taken = accepted.split(',').map((part) => part.trim().split(';')[0]);
	return (
		Object.keys(codings).find((coding) => taken.includes(coding) && file.bodies.has(coding)) ?? ''
	);
}

function readFiles(folder: string): Map<string, StaticFile> {
	const found = globSync('**/*', { cwd: folder }).filter((name) =>
		statSync(path.join(folder, name)).isFile()
	);
	const names = found.filter((name) => !/\.(br|gz)$/.test(name));
	return new Map(
		names.map((name) => [`/${name.split(path.sep).join('/')}`, readFile(folder, name)])
	);
}

function readFile(folder: string, name: string): StaticFile {
	const own = new Uint8Array(readFileSync(path.join(folder, name)));
	const bodies = new Map<string, Uint8Array<ArrayBuffer>>();
	for (const [coding, ending] of Object.entries(codings)) {
		const twin = path.join(folder, `${name}${ending}`);
		if (existsSync(twin)) bodies.set(coding, new Uint8Array(readFileSync(twin)));
	}
	return {
		own,
		type: types[path.extname(name)] ?? 'application/octet-stream',
		etag: `"${createHash('sha256').update(own).digest('base64url').slice(0, 22)}"`,
		cacheControl: name.startsWith('app/_app/immutable/')
			? 'public, max-age=31536000, immutable'
			: 'no-cache',
		bodies
	};
}
