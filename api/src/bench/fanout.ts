/**
 * How long it takes until the last of many viewers on one process is told that the event starts, and
 * what they cost in memory, beside a bare node:http fan-out. Fewer rounds than elsewhere: opening ten
 * thousand connections takes seconds.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { median, report } from './support/measure.ts';
import { requestFor } from './support/load.ts';

const rounds = 5;
const atOnce = 200;

const open = (port: number, path: string, heard: () => void): Promise<Socket> =>
	new Promise((resolve, reject) => {
		const socket = connect({ port, host: '127.0.0.1' });
		socket.on('error', reject);
		socket.on('data', (chunk: Buffer) => {
			if (chunk.includes('event: go')) heard();
			else if (chunk.includes('event: state')) resolve(socket);
		});
		socket.write(requestFor(path));
	});

async function bytesOf(server: ChildProcess): Promise<number> {
	server.send('memory');
	const [{ bytes }] = (await once(server, 'message')) as [{ bytes: number }];
	return bytes;
}

/** One server with so many waiting, from the first connection to the last one told. */
async function run(
	kind: 'product' | 'bare',
	viewers: number
): Promise<{ ms: number; bytes: number }> {
	const file = new URL('./support/fanout-server.ts', import.meta.url);
	const server = fork(file, [kind], {
		execArgv: ['--expose-gc'],
		stdio: ['ignore', 'inherit', 'inherit', 'ipc']
	});
	const sockets: Socket[] = [];
	try {
		const [{ port, path }] = (await once(server, 'message')) as [{ port: number; path: string }];
		let told = 0;
		let done = () => {};
		const all = new Promise<void>((resolve) => (done = resolve));
		const heard = () => {
			told += 1;
			if (told === viewers) done();
		};
		sockets.push(await open(port, path, heard));
		const before = await bytesOf(server);
		while (sockets.length < viewers) {
			const batch = Math.min(atOnce, viewers - sockets.length);
			sockets.push(
				...(await Promise.all(Array.from({ length: batch }, () => open(port, path, heard))))
			);
		}
		const bytes = (await bytesOf(server)) - before;
		const began = performance.now();
		server.send('start');
		await all;
		return { ms: performance.now() - began, bytes };
	} finally {
		for (const socket of sockets) socket.destroy();
		server.kill();
		await once(server, 'exit');
	}
}

for (const viewers of [1000, 10_000]) {
	const runs = {
		product: [] as { ms: number; bytes: number }[],
		bare: [] as { ms: number; bytes: number }[]
	};
	for (let round = 0; round < rounds; round++) {
		for (const kind of ['product', 'bare'] as const) runs[kind].push(await run(kind, viewers));
	}
	const value = (kind: 'product' | 'bare', what: 'ms' | 'bytes') =>
		median(runs[kind].map((one) => one[what]));
	for (const [what, unit] of [
		['ms', 'ms'],
		['bytes', 'bytes']
	] as const) {
		report(
			{
				bench: 'fanout',
				case: `${viewers} waiting, ${what === 'ms' ? 'from the press of Start to the last one told' : 'memory they take'}`,
				value: value('product', what),
				unit,
				reference: 'bare node:http',
				referenceValue: value('bare', what)
			},
			{ told: viewers, rounds }
		);
	}
}
