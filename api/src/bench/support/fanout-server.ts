/** A process on which viewers wait: the product's, or bare node:http as the reference. */
import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventPath } from '@foyer/shared/access';
import { openApp } from '../../app.ts';
import { writeAndTell } from '../../context.ts';
import { startEvent } from '../../events/event-start.writes.ts';
import { openKit } from '../../pages/kit.ts';
import { changeEvent } from '../../testing/access.ts';
import { makeEvent, makeOrganisation } from '../../testing/organisations.ts';
import { openBenchContext } from './bench-context.ts';

interface Waiting {
	path: string;
	listener: RequestListener;
	start(): Promise<void>;
	/** Makes everything as it was before the start, which viewers are told too. */
	reset(): Promise<void>;
}

const head = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };

/** As little as telling everybody can take. */
function bare(): Waiting {
	const responses = new Set<ServerResponse>();
	const data = JSON.stringify({ now: Date.now(), revision: 'x'.repeat(12), within: 2000 });
	const message = (event: string) => `event: ${event}\ndata: ${data}\n\n`;
	const tell = async (event: string) => {
		for (const response of responses) response.write(message(event));
	};
	return {
		path: '/',
		listener: (_, response) => {
			response.writeHead(200, head);
			response.write(message('state'));
			responses.add(response);
			response.on('close', () => responses.delete(response));
		},
		start: () => tell('go'),
		reset: () => tell('state')
	};
}

/** The product: pressing Start, the commit, the news, the feed, the streams. */
async function product(): Promise<Waiting> {
	const context = await openBenchContext(null);
	const { organisationId, pageName } = await makeOrganisation(context.db);
	const startsAt = context.now() + 3_600_000;
	const { id: eventId, permalink } = await makeEvent(context.db, organisationId, {
		startsAt,
		endsAt: startsAt + 3_600_000
	});
	const { listener } = openApp(context, await openKit());
	return {
		path: `${eventPath(pageName, permalink)}/live/stream`,
		listener,
		start: async () => {
			const starting = { organisationId, eventId, now: context.now(), by: 'hand' as const };
			await writeAndTell(context, organisationId, (tx) => startEvent(tx, starting));
		},
		reset: async () => {
			await changeEvent(context, organisationId, eventId, { status: 'scheduled' });
		}
	};
}

/** What is in use once nothing is left to be collected, in bytes. */
function memory() {
	for (let i = 0; i < 3; i++) globalThis.gc?.();
	const { rss, heapUsed, external } = process.memoryUsage();
	return { rss, heap: heapUsed + external };
}

const waiting = process.argv[2] === 'bare' ? bare() : await product();
const server = createServer(waiting.listener);
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 });
await once(server, 'listening');
process.on('message', (word) => {
	if (word === 'memory') process.send?.(memory());
	else if (word === 'reset') void waiting.reset();
	else {
		process.send?.({ began: performance.timeOrigin + performance.now() });
		void waiting.start();
	}
});
process.send?.({ port: (server.address() as AddressInfo).port, path: waiting.path });
