import { rmSync } from 'node:fs';
import type { Adapter } from '@sveltejs/kit';

/**
 * Writes the build in the shape api serves it from, all below web/build:
 *
 *   client/     files for the browser with their .br and .gz twins; `client/app/_app/immutable/**` never
 *               changes under its name, everything else must be revalidated
 *   server/     Kit's server code
 *   kit.js      `export const server`: `await server.init({ env, read })` once, then
 *               `server.respond(request, { platform, getClientAddress })` for each request
 *
 * `read(file)` opens a stream on `client/<file>`.
 */
export function foyerAdapter(): Adapter {
	return {
		name: 'foyer',
		async adapt(builder) {
			rmSync('build', { recursive: true, force: true });
			builder.writeClient('build/client');
			builder.writeServer('build/server');
			builder.generateServerInstance('build/kit.js', { serverDirectory: 'build/server' });
			await builder.compress('build/client');
		},
		supports: { read: () => true }
	};
}
