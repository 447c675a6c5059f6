/**
 * How fast an access link answers, in requests per second, beside the same framework's hello-world and
 * its route with one indexed select. The server runs in a process of its own; cases are interleaved.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { startPostgres } from '../testing/postgres.ts';
import { requestFor, requestsPerSecond } from './support/load.ts';
import { median, report } from './support/measure.ts';

const rounds = 10;
const connections = 32;
/** As long as the rush at an event's start; and long enough for what is put off meanwhile to be done within. */
const burst = { connections, ms: 300 };
const onEnd = { connections, ms: 3000 };
/** By then what is put off in a burst is written: the log, who came, by which devices. It must not fall on the references. */
const settledMs = 6500;

interface Ready {
	referencePort: number;
	port: number;
	coldPort: number;
	/** Access links of as many registrations, each of them right. */
	links: string[];
}

const hello = 'hello-world of the same framework';
const select = 'its route with one indexed select';

const bursts = ['hello', 'known', 'select', 'first'] as const;
type Case = (typeof bursts)[number] | 'onEnd';

function casesOn({ referencePort, port, coldPort, links }: Ready) {
	let n = 0;
	const inTurn = (paths: string[]) => {
		const requests = paths.map(requestFor);
		return () => requests[n++ % requests.length] ?? Buffer.of();
	};
	const selects = inTurn(links.map((_, i) => `/select?n=${i}`));
	const opened = inTurn(links);
	return {
		hello: () => requestsPerSecond(referencePort, inTurn(['/hello']), burst),
		select: () => requestsPerSecond(referencePort, selects, burst),
		// Each request is the first of its registration, whose event is known.
		first: () => requestsPerSecond(coldPort, opened, burst),
		// Each registrant waited here and now comes in.
		known: () => requestsPerSecond(port, opened, burst),
		// The same without end: what is logged is written within the time, all but the last.
		onEnd: () => requestsPerSecond(port, opened, onEnd)
	} satisfies Record<Case, () => Promise<number>>;
}

async function measure(ready: Ready, database: string): Promise<void> {
	const cases = casesOn(ready);
	const values: Record<Case, number[]> = { hello: [], select: [], first: [], known: [], onEnd: [] };
	const run = async (name: Case) => values[name].push(await cases[name]());
	for (const name of bursts) await cases[name]();
	for (let round = 0; round < rounds; round++) {
		// After the pause the first is slower, whichever it is: one is run for nothing, and each comes first in turn.
		await cases.hello();
		for (let i = 0; i < bursts.length; i++)
			await run(bursts[(round + i) % bursts.length] ?? 'hello');
		if (round % 2 === 0) await run('onEnd');
		await setTimeout(settledMs);
	}
	const figure = (name: Case, what: string, reference: 'hello' | 'select') =>
		report({
			bench: 'access',
			case: `GET to redirect, ${what}, ${database}`,
			value: median(values[name]),
			unit: 'requests/s',
			reference: reference === 'hello' ? hello : select,
			referenceValue: median(values[reference])
		});
	figure('first', 'first click', 'select');
	figure('known', 'known link', 'select');
	figure('known', 'known link', 'hello');
	figure('onEnd', 'known link for 3 s on end', 'hello');
}

async function onServer(database: string, url: string[]): Promise<void> {
	const file = new URL('./support/access-server.ts', import.meta.url);
	const server = fork(file, url, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
	try {
		const [ready] = (await once(server, 'message')) as [Ready];
		await measure(ready, database);
	} finally {
		server.kill();
	}
}

const postgres = await startPostgres();
try {
	await onServer('PostgreSQL', [postgres.url]);
	await onServer('PGlite', []);
} finally {
	await postgres.stop();
}
