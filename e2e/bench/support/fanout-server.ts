import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What viewers wait on. */
interface Waiting {
	path: string;
	listener: RequestListener;
	start(): Promise<void>;
	/** Makes everything as it was before the start, which viewers are told too. */
	reset(): Promise<void>;
}

/** What is in use once nothing is left to be collected, in bytes. */
function memory() {
	for (let i = 0; i < 3; i++) globalThis.gc?.();
	const { rss, heapUsed, external } = process.memoryUsage();
	return { rss, heap: heapUsed + external };
}

/** Serves viewers, and does what the bench asks for. */
export async function serveWaiting({ path, listener, start, reset }: Waiting): Promise<void> {
	const server = createServer(listener);
	server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 });
	await once(server, 'listening');
	process.on('message', (word) => {
		if (word === 'memory') process.send?.(memory());
		else if (word === 'reset') void reset();
		else {
			process.send?.({ began: performance.timeOrigin + performance.now() });
			void start();
		}
	});
	// A bench that was ended leaves nothing behind.
	process.on('disconnect', () => process.exit());
	process.send?.({ port: (server.address() as AddressInfo).port, path });
}
