import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy that lets nobody out, and knows who asked for which host. */
export interface Outside {
	/** `host:port`. */
	proxy: string;
	/** How often a host was asked for. */
	calls(host: string): number;
	close(): void;
}

/** What a browser finds outside of this machine: nothing, but it is noted that it looked. */
export async function openOutside(): Promise<Outside> {
	const asked: string[] = [];
	const server = createServer((_, answer) => answer.writeHead(502).end());
	server.on('connect', ({ url }, socket) => {
		asked.push(url ?? '');
		socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		proxy: `127.0.0.1:${(server.address() as AddressInfo).port}`,
		calls: (host) => asked.filter((each) => each === `${host}:443`).length,
		close() {
			server.closeAllConnections();
			server.close();
		}
	};
}
