import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { plantedBugs } from './planted-bugs.ts';
import { searchPlanted, someOf } from './planted.ts';

/**
 * Plants known bugs, of which the simulation must find every one: at the seed that is known to find it, at one near
 * it, or, where the simulation has changed since, at any from 1 on. Prints the seeds; ends with 1 where one wasn't
 * found.
 *
 * `--only TEXT`: those whose name has it. `--some N`: so many, chosen at random. `--seeds N`: the most that are
 * tried for each. `--workers N`: so many bugs at once.
 */
const { values } = parseArgs({
	options: {
		only: { type: 'string' },
		some: { type: 'string' },
		seeds: { type: 'string' },
		workers: { type: 'string' }
	}
});
const wanted = plantedBugs.filter(({ bug }) => bug.includes(values.only ?? ''));
const bugs = values.some === undefined ? wanted : someOf(wanted, Number(values.some));
let found = 0;
await searchPlanted(bugs, {
	workers: Number(values.workers ?? availableParallelism()),
	// Some bugs need luck: a restored backup with something waiting, say.
	mostSeeds: Number(values.seeds ?? 400),
	onSearched({ bug }, seed) {
		if (seed !== null) found++;
		console.log(`${seed === null ? 'MISSED    ' : `seed ${seed.padEnd(5)}`} ${bug}`);
	}
});
console.log(`${found} of ${bugs.length} planted bugs were found`);
process.exitCode = found < bugs.length ? 1 : 0;
