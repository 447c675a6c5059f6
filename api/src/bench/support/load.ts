import { connect, type Socket } from 'node:net';

/** A request as a connection kept open sends it. */
export const requestFor = (path: string): Buffer =>
	Buffer.from(
		`GET ${path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Mozilla/5.0 bench\r\nAccept-Language: en\r\n\r\n`
	);

const endOfHead = '\r\n\r\n';

/** Whether connections still ask, and how many answers they have had. */
interface Count {
	running: boolean;
	answered: number;
}

/**
 * Requests per second that a server answers on some connections, each asking anew once it is answered.
 * All answers must be of one length: counting bytes leaves the machine to the server.
 * @param next the next request, in bytes
 */
export async function requestsPerSecond(
	port: number,
	next: () => Buffer,
	{ connections, ms }: { connections: number; ms: number }
): Promise<number> {
	const count: Count = { running: true, answered: 0 };
	const began = performance.now();
	const runs = Array.from({ length: connections }, () => askAgainAndAgain(port, next, count));
	await new Promise((resolve) => setTimeout(resolve, ms));
	count.running = false;
	const took = performance.now() - began;
	const { answered } = count;
	await Promise.all(runs);
	return (answered / took) * 1000;
}

/** Resolves with the answer that came after the last request. */
const askAgainAndAgain = (port: number, next: () => Buffer, count: Count): Promise<void> =>
	new Promise((resolve, reject) => {
		// The first answer is read; those after it have its length, and are only counted.
		let first = '';
		let length = 0;
		let received = 0;
		const buffer = Buffer.allocUnsafe(65_536);
		const heard = (bytes: number): boolean => {
			received += bytes;
			if (length === 0) {
				first += buffer.toString('latin1', 0, bytes);
				if (isWhole(first)) length = received;
			}
			if (length === 0 || received < length) return true;
			received = 0;
			count.answered += 1;
			if (count.running) socket.write(next());
			else {
				socket.destroy();
				resolve();
			}
			return true;
		};
		const socket: Socket = connect({
			port,
			host: '127.0.0.1',
			noDelay: true,
			onread: { buffer, callback: heard }
		});
		socket.on('error', reject);
		socket.write(next());
	});

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
