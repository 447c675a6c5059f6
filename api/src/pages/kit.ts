import { AsyncLocalStorage } from 'node:async_hooks';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import type { PageContext } from '@foyer/shared/pages';

/** Where the built web app lies. */
export const webBuild = path.resolve(import.meta.dirname, '../../../web/build');

/** The built web app's server side: pages rendered in this process, with no HTTP hop. */
export interface Kit {
	/** Renders the page that api decided on; the address only chooses the route. */
	renderPage(request: Request, page: PageContext): Promise<Response>;
	/** Renders the installed app's shell. */
	renderApp(request: Request): Promise<Response>;
}

interface KitServer {
	init(options: { env: Record<string, string>; read(file: string): ReadableStream }): Promise<void>;
	respond(
		request: Request,
		options: { platform?: unknown; getClientAddress(): string }
	): Promise<Response>;
}

/** Pages are bundled apart from api: what api decided reaches them through this registered symbol. */
function pageStorage(): AsyncLocalStorage<PageContext> {
	const shared = globalThis as { [key: symbol]: AsyncLocalStorage<PageContext> | undefined };
	return (shared[Symbol.for('foyer.page')] ??= new AsyncLocalStorage<PageContext>());
}

/**
 * Loads the web app from its build.
 * @throws where it was not built
 */
export async function openKit(build: string = webBuild): Promise<Kit> {
	const { server } = (await import(pathToFileURL(path.join(build, 'kit.js')).href)) as {
		server: KitServer;
	};
	const read = (file: string) =>
		Readable.toWeb(createReadStream(path.join(build, 'client', file))) as ReadableStream;
	await server.init({ env: {}, read });
	const storage = pageStorage();
	// Pages never need the reader's address.
	const getClientAddress = () => '';
	return {
		renderPage: (request, page) =>
			storage.run(page, () => server.respond(request, { getClientAddress })),
		renderApp: (request) => server.respond(request, { getClientAddress })
	};
}
