/**
 * A process full of viewers who wait on one server: `fanout-viewers.ts <port> <path> <how many>`. The first
 * comes at once, the others when told to. Says each time when the last of them has heard the next word.
 */
import { connect } from 'node:net';
import { requestFor } from '../../../api/src/bench/support/load.ts';

const [, , port = '', path = '', viewers = ''] = process.argv;
const count = Number(viewers);
const atOnce = 200;
const request = requestFor(path);

/** All read into one buffer: what counts is that they are told, and the machine is the server's. */
const buffer = Buffer.allocUnsafe(65_536);
let expected = 1;
let heard = 0;

function hear(): void {
	heard += 1;
	if (heard < expected) return;
	heard = 0;
	expected = count;
	process.send?.({ at: performance.timeOrigin + performance.now() });
}

const come = (): Promise<void> =>
	new Promise((resolve, reject) => {
		const callback = (bytes: number): boolean => {
			if (buffer.toString('latin1', 0, bytes).includes('event:')) {
				hear();
				resolve();
			}
			return true;
		};
		const socket = connect({ port: Number(port), host: '127.0.0.1', onread: { buffer, callback } });
		socket.on('error', reject);
		socket.write(request);
	});

async function comeAll(): Promise<void> {
	expected = count - 1;
	for (let came = 0; came < expected; came += atOnce) {
		await Promise.all(Array.from({ length: Math.min(atOnce, expected - came) }, come));
	}
}

process.on('message', () => void comeAll());
process.on('disconnect', () => process.exit());
await come();
