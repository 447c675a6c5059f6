import { expect, test } from 'vitest';
import { plantedBugs } from './planted-bugs.ts';
import { searchPlanted, someOf } from './planted.ts';

/** Others with every run. All of them take minutes: `npm run simulate -- --planted`. */
const sample = 8;

test('bugs that are planted are found', { timeout: 900_000 }, async () => {
	const known = plantedBugs.filter(({ seed }) => seed !== undefined);
	const missed: string[] = [];
	await searchPlanted(someOf(known, sample), {
		workers: 1,
		mostSeeds: 100,
		onSearched({ bug }, seed) {
			if (seed === null) missed.push(bug);
		}
	});
	expect(missed).toEqual([]);
});
