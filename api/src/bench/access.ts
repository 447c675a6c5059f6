/**
 * How fast an access link answers, in requests per second, beside the same framework's hello-world and
 * its route with one indexed select. The server runs in a process of its own; cases are interleaved.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { startPostgres } from '../testing/postgres.ts';
import { requestsPerSecond } from './support/load.ts';
import { median, report } from './support/measure.ts';

const rounds = 9;
const load = { connections: 32, ms: 600 };

interface Ready {
	port: number;
	coldPort: number;
	/** Access links of as many registrations, each of them right. */
	links: string[];
}

const hello = 'hello-world of the same framework';
const select = 'its route with one indexed select';

async function measure({ port, coldPort, links }: Ready, database: string): Promise<void> {
	let n = 0;
	const next = () => n++ % links.length;
	const cases = {
		hello: () => requestsPerSecond(port, () => '/hello', load),
		select: () => requestsPerSecond(port, () => `/select?n=${next()}`, load),
		// Each request is the first of its registration, whose event is known.
		first: () => requestsPerSecond(coldPort, () => links[next()] ?? '', load),
		// Each registrant waited here and now comes in.
		known: () => requestsPerSecond(port, () => links[next()] ?? '', load)
	};
	const values = {
		hello: [] as number[],
		select: [] as number[],
		first: [] as number[],
		known: [] as number[]
	};
	for (const run of Object.values(cases)) await run();
	for (let round = 0; round < rounds; round++) {
		for (const name of Object.keys(cases) as (keyof typeof cases)[])
			values[name].push(await cases[name]());
	}
	const figure = (name: 'first' | 'known', reference: 'hello' | 'select') =>
		report({
			bench: 'access',
			case: `GET to redirect, ${name === 'first' ? 'first click' : 'known link'}, ${database}`,
			value: median(values[name]),
			unit: 'requests/s',
			reference: reference === 'hello' ? hello : select,
			referenceValue: median(values[reference])
		});
	figure('first', 'select');
	figure('known', 'select');
	figure('known', 'hello');
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
