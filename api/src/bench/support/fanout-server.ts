/** A process on which viewers wait: the product's, or bare node:http as the reference. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventPath } from '@foyer/shared/access';
import { AccessCache } from '../../access/access-cache.ts';
import { Viewers } from '../../access/viewers.ts';
import { writeAndTell } from '../../context.ts';
import { startEvent } from '../../events/event-start.writes.ts';
import { makeEvent, makeOrganisation } from '../../testing/organisations.ts';
import { openBenchContext } from './bench-context.ts';

interface Waiting {
	path: string;
	listener(request: Parameters<Viewers['handle']>[0], response: ServerResponse): void;
	start(): Promise<void>;
}

const head = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };

/** As little as telling everybody can take. */
function bare(): Waiting {
	const responses = new Set<ServerResponse>();
	const message = `event: go\ndata: ${JSON.stringify({ now: Date.now(), revision: 'x'.repeat(12), within: 2000 })}\n\n`;
	return {
		path: '/',
		listener: (_, response) => {
			response.writeHead(200, head);
			response.write(message.replace('go', 'state'));
			responses.add(response);
			response.on('close', () => responses.delete(response));
		},
		start: async () => {
			for (const response of responses) response.write(message);
		}
	};
}

/** The product: pressing Start, the commit, the news, the feed, the streams. */
async function product(): Promise<Waiting> {
	const context = await openBenchContext(null);
	const { organisationId, pageName } = await makeOrganisation(context.db);
	const event = await makeEvent(context.db, organisationId);
	const viewers = new Viewers(context, new AccessCache(context));
	return {
		path: `${eventPath(pageName, event.permalink)}/live/stream`,
		listener: (request, response) => void viewers.handle(request, response),
		start: async () => {
			const starting = {
				organisationId,
				eventId: event.id,
				now: context.now(),
				by: 'hand' as const
			};
			await writeAndTell(context, organisationId, (tx) => startEvent(tx, starting));
		}
	};
}

const waiting = process.argv[2] === 'bare' ? bare() : await product();
const server = createServer(waiting.listener);
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 });
await once(server, 'listening');
process.on('message', (word) => {
	if (word === 'start') void waiting.start();
	else {
		globalThis.gc?.();
		process.send?.({ bytes: process.memoryUsage().rss });
	}
});
process.send?.({ port: (server.address() as AddressInfo).port, path: waiting.path });
