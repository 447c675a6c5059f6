import { parseArgs } from 'node:util';
import { migrate } from '../../api/src/db/migrate.ts';
import { openPGliteInMemory } from '../../api/src/db/pglite.ts';
import { contextOn } from '../../api/src/testing/context-on.ts';
import { Schedule } from './schedule.ts';

/** `--seeds N --from S`: runs N schedules from seed S on; ends with 1 at the first that fails. */
const { values } = parseArgs({
	options: { seeds: { type: 'string' }, from: { type: 'string' } }
});
const from = Number(values.from ?? Math.floor(Math.random() * 1_000_000));
const count = Number(values.seeds ?? 100);

const database = await openPGliteInMemory();
await migrate(database.db);
const context = await contextOn(database);
for (let seed = from; seed < from + count; seed++) {
	try {
		await Schedule.run(context, seed);
	} catch (error) {
		console.log(`seed ${seed} fails: ${(error as Error).stack}`);
		process.exit(1);
	}
	if ((seed - from) % 10 === 9) console.log(`${seed - from + 1} of ${count} seeds hold`);
}
console.log(`${count} seeds from ${from} hold`);
process.exit(0);
