/** A process on which viewers wait, with as little as telling everybody can take. */
import type { ServerResponse } from 'node:http';
import { serveWaiting } from './fanout-server.ts';

const head = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };
const data = JSON.stringify({ now: Date.now(), revision: 'x'.repeat(12), within: 2000 });
const responses = new Set<ServerResponse>();

const message = (event: string) => `event: ${event}\ndata: ${data}\n\n`;

async function tell(event: string): Promise<void> {
	for (const response of responses) response.write(message(event));
}

await serveWaiting({
	path: '/',
	listener: (_, response) => {
		response.writeHead(200, head);
		response.write(message('state'));
		responses.add(response);
		response.on('close', () => responses.delete(response));
	},
	start: () => tell('go'),
	reset: () => tell('state')
});
