import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { migrate } from '../../api/src/db/migrate.ts';
import { openPGliteInMemory } from '../../api/src/db/pglite.ts';
import { contextOn } from '../../api/src/testing/context-on.ts';
import { simulateProcesses } from './processes.ts';
import { Schedule } from './schedule.ts';

/**
 * `--seeds N --from S`: runs N schedules from seed S on and ends with 1 at the first that fails.
 * `--processes`: the devices work at the same time, against three processes on PostgreSQL. What happens
 * then no seed reproduces.
 * `--dump FILE`: the embedded database is made from a migrated one's dump, which takes less time.
 */
const { values } = parseArgs({
	options: {
		seeds: { type: 'string' },
		from: { type: 'string' },
		processes: { type: 'boolean' },
		dump: { type: 'string' }
	}
});
const from = Number(values.from ?? Math.floor(Math.random() * 1_000_000));
const count = Number(values.seeds ?? (values.processes ? 10 : 100));

async function openSchedules(): Promise<(seed: number) => Promise<void>> {
	const dump = values.dump === undefined ? undefined : new Blob([await readFile(values.dump)]);
	const database = await openPGliteInMemory(dump);
	await migrate(database.db);
	const context = await contextOn(database);
	return (seed) => Schedule.run(context, seed);
}

const run = values.processes ? simulateProcesses : await openSchedules();
for (let seed = from; seed < from + count; seed++) {
	try {
		await run(seed);
	} catch (error) {
		console.log(`seed ${seed} fails: ${(error as Error).stack}`);
		process.exit(1);
	}
	const held = seed - from + 1;
	if (values.processes || held % 10 === 0) console.log(`${held} of ${count} seeds hold`);
}
console.log(`${count} seeds from ${from} hold`);
process.exit(0);
