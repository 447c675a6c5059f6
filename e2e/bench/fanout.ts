/**
 * `fanout [how many on one process] [how many on three]`
 *
 * How long it takes until the last of many viewers on one process is told that the event starts, and
 * what they cost in memory, beside a bare node:http fan-out. In each round both have a new process full of
 * viewers in another one; in it the event starts several times, in turn, on the same connections.
 *
 * Then the product's own processes on one PostgreSQL, and people with the waiting page's own script, of whom
 * none may be left behind and none let in early, whatever becomes of one of the processes.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../api/src/db/migrate.ts';
import { openPGliteInMemory } from '../../api/src/db/pglite.ts';
import { median, report } from '../../api/src/bench/support/measure.ts';
import { measureProcesses } from './support/fanout-processes.ts';

const rounds = 7;
const startsPerRound = 3;

type Kind = 'product' | 'bare';
const kinds: readonly Kind[] = ['product', 'bare'];

const values = () => ({ ms: [] as number[], rss: [] as number[], heap: [] as number[] });

const serverFiles = {
	product: new URL('./support/fanout-product.ts', import.meta.url),
	bare: new URL('./support/fanout-bare.ts', import.meta.url)
};
const viewersFile = new URL('./support/fanout-viewers.ts', import.meta.url);

const launch = (file: URL, args: string[], execArgv: string[] = []): ChildProcess =>
	fork(file, args, { execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });

/** The next message of a process, which must not end before. */
async function hear<T>(from: ChildProcess): Promise<T> {
	const ended = once(from, 'exit').then(() => {
		throw new Error('a process of the bench has ended');
	});
	const [message] = (await Promise.race([once(from, 'message'), ended])) as [T];
	return message;
}

async function ask<T>(process: ChildProcess, word: string): Promise<T> {
	process.send(word);
	return hear<T>(process);
}

interface Memory {
	rss: number;
	heap: number;
}

/** A migrated database in a file: each product process opens it instead of making its own. */
async function dumpMigrated(folder: string): Promise<string> {
	const database = await openPGliteInMemory();
	await migrate(database.db);
	const file = join(folder, 'migrated.tar');
	await writeFile(file, await (await database.dump()).bytes());
	await database.close();
	return file;
}

/** One server process with so many waiting. */
async function fill(kind: Kind, viewers: number, dump: string) {
	const server = launch(serverFiles[kind], [dump], ['--expose-gc']);
	const { port, path } = await hear<{ port: number; path: string }>(server);
	const audience = launch(viewersFile, [String(port), path, String(viewers)]);
	await hear(audience);
	// What the first viewer needs is loaded by then.
	const before = await ask<Memory>(server, 'memory');
	await ask(audience, 'come');
	const after = await ask<Memory>(server, 'memory');
	return {
		rss: after.rss - before.rss,
		heap: after.heap - before.heap,
		/** From the press of Start to the last one told, in ms. */
		async start(): Promise<number> {
			const last = hear<{ at: number }>(audience);
			const { began } = await ask<{ began: number }>(server, 'start');
			const ms = (await last).at - began;
			const reset = hear(audience);
			server.send('reset');
			await reset;
			return ms;
		},
		async end(): Promise<void> {
			for (const process of [audience, server]) {
				process.kill();
				await once(process, 'exit');
			}
		}
	};
}

async function measure(viewers: number, dump: string): Promise<void> {
	const measured = { product: values(), bare: values() };
	for (let round = 0; round < rounds; round++) {
		const [product, bare] = await Promise.all([
			fill('product', viewers, dump),
			fill('bare', viewers, dump)
		]);
		const filled = { product, bare };
		for (const kind of kinds) {
			measured[kind].rss.push(filled[kind].rss);
			measured[kind].heap.push(filled[kind].heap);
		}
		for (let start = 0; start < startsPerRound; start++) {
			for (const kind of kinds) measured[kind].ms.push(await filled[kind].start());
		}
		await Promise.all(kinds.map((kind) => filled[kind].end()));
	}
	const figure = (what: 'ms' | 'rss' | 'heap', told: string, unit: string) =>
		report({
			bench: 'fanout',
			case: `${viewers} waiting, ${told}`,
			value: median(measured.product[what]),
			unit,
			reference: 'bare node:http',
			referenceValue: median(measured.bare[what])
		});
	figure('ms', 'from the press of Start to the last one told', 'ms');
	figure('rss', 'memory they take', 'bytes');
	figure('heap', 'of it what JavaScript holds', 'bytes');
}

/** @throws Error where somebody is left behind, or let in early */
async function measureAll(): Promise<void> {
	const [onOne, onThree = 30_000] = process.argv.slice(2).map(Number);
	const folder = await mkdtemp(join(tmpdir(), 'foyer-bench-'));
	try {
		const dump = await dumpMigrated(folder);
		for (const viewers of onOne === undefined ? [1000, 10_000] : onOne ? [onOne] : [])
			await measure(viewers, dump);
	} finally {
		await rm(folder, { recursive: true });
	}
	if (!(await measureProcesses(onThree))) throw new Error('not everybody came in at the start');
}

await measureAll();
