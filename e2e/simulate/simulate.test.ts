import { expect, test } from 'vitest';
import { openTestContext } from '../../api/src/testing/context.ts';
import { Schedule } from './schedule.ts';

const runs = Number(process.env.FOYER_SEEDS ?? 12);
const from = Number(process.env.FOYER_SEEDS_FROM ?? Math.floor(Math.random() * 1_000_000));

/** Seeds that once failed. */
const kept: number[] = [];

test(
	'devices converge over a faulty network, and nothing shown as saved is lost',
	{ timeout: 300_000 },
	async () => {
		const context = await openTestContext();
		for (const seed of [...kept, ...Array.from({ length: runs }, (_, i) => from + i)]) {
			try {
				await new Schedule(context, seed).run(20 + (seed % 40));
			} catch (error) {
				expect.fail(
					`seed ${seed} (FOYER_SEEDS=1 FOYER_SEEDS_FROM=${seed}): ${(error as Error).message}`
				);
			}
		}
	}
);
