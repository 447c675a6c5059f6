import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Hono } from 'hono';
import type { Context } from '../context.ts';
import type { Kit } from '../pages/kit.ts';
import { AccessCache } from './access-cache.ts';
import { AccessLog } from './access-log.ts';
import { AccessPages } from './access-pages.ts';
import { accessRoutes } from './access.routes.ts';
import { Viewers } from './viewers.ts';

/** The way in, as one process serves it. */
export interface Access {
	routes: Hono;
	/** What the process knows of events, kept right by the feed. */
	cache: AccessCache;
	/** The doors that say why they lead nowhere; the missing page among them. */
	pages: AccessPages;
	/** Answers requests for a waiting viewer's stream, before the web framework. @returns whether it was one */
	handleStream(request: IncomingMessage, response: ServerResponse): boolean;
	/** Sends viewers to another process, and writes the access log out. */
	close(): Promise<void>;
}

export function openAccess(context: Context, kit: Kit): Access {
	const cache = new AccessCache(context);
	const log = new AccessLog(context);
	const pages = new AccessPages(context, kit);
	const viewers = new Viewers(context, cache);
	return {
		routes: accessRoutes({ context, cache, pages, log }),
		cache,
		pages,
		handleStream: viewers.handle,
		async close() {
			viewers.close();
			await cache.close();
			await log.flush();
		}
	};
}
