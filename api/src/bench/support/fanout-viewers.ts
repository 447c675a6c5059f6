/** A process full of viewers who wait on one server: `fanout-viewers.ts <port> <path> <how many>`. */
import { connect } from 'node:net';
import { requestFor } from './load.ts';

const [, , port = '', path = '', viewers = ''] = process.argv;
const count = Number(viewers);
const atOnce = 200;
const request = requestFor(path);

/** All read into one buffer: what counts is that they are told, and the machine is the server's. */
const buffer = Buffer.allocUnsafe(65_536);
let told = 0;
let awaited: 'event: go' | 'event: state' = 'event: state';

function hear(text: string): void {
	if (text.includes(awaited)) told += 1;
	if (told < count) return;
	told = 0;
	process.send?.({ what: awaited, at: performance.timeOrigin + performance.now() });
	awaited = awaited === 'event: go' ? 'event: state' : 'event: go';
}

const open = (): Promise<void> =>
	new Promise((resolve, reject) => {
		const callback = (bytes: number): boolean => {
			const text = buffer.toString('latin1', 0, bytes);
			if (text.includes('event:')) resolve();
			hear(text);
			return true;
		};
		const socket = connect({ port: Number(port), host: '127.0.0.1', onread: { buffer, callback } });
		socket.on('error', reject);
		socket.write(request);
	});

process.on('disconnect', () => process.exit());
for (let opened = 0; opened < count; opened += atOnce) {
	await Promise.all(Array.from({ length: Math.min(atOnce, count - opened) }, open));
}
