import { connect, type Socket } from 'node:net';

/** One request that an HTTP/1.1 connection kept open sends again and again. */
export const requestFor = (path: string): string =>
	`GET ${path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Mozilla/5.0 bench\r\nAccept-Language: en\r\n\r\n`;

const endOfHead = '\r\n\r\n';

/**
 * Requests per second that a server answers on some connections, each asking anew once it is answered.
 * All answers must be of one length: counting bytes leaves the machine to the server.
 * @param next the path of the next request
 */
export async function requestsPerSecond(
	port: number,
	next: () => string,
	{ connections, ms }: { connections: number; ms: number }
): Promise<number> {
	const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
	let answered = 0;
	let running = true;
	const began = performance.now();
	const runs = sockets.map(
		(socket) =>
			new Promise<void>((resolve) => {
				// The first answer is read; those after it have its length, and are only counted.
				let first = '';
				let length = 0;
				let received = 0;
				socket.on('data', (chunk: Buffer) => {
					received += chunk.byteLength;
					if (length === 0) {
						first += chunk.toString('latin1');
						if (isWhole(first)) length = received;
					}
					if (length === 0 || received < length) return;
					received = 0;
					answered += 1;
					if (running) socket.write(requestFor(next()));
					else resolve();
				});
				socket.write(requestFor(next()));
			})
	);
	await new Promise((resolve) => setTimeout(resolve, ms));
	running = false;
	const took = performance.now() - began;
	const total = answered;
	await Promise.all(runs);
	for (const socket of sockets) socket.destroy();
	return (total / took) * 1000;
}

/** Whether an answer is there to its end, by its length or its last chunk. */
function isWhole(text: string): boolean {
	const head = text.indexOf(endOfHead);
	if (head < 0) return false;
	const length = /^content-length: (\d+)/im.exec(text.slice(0, head))?.[1];
	if (length !== undefined) return text.length >= head + endOfHead.length + Number(length);
	return /^transfer-encoding: chunked/im.test(text.slice(0, head))
		? text.endsWith('0\r\n\r\n')
		: true;
}

const open = (port: number): Promise<Socket> =>
	new Promise((resolve, reject) => {
		const socket = connect(port, '127.0.0.1', () => resolve(socket));
		socket.on('error', reject);
		socket.setNoDelay(true);
	});
