import { expect, test } from 'vitest';
import { measureProcesses } from '../bench/support/fanout-processes.ts';

const few = 90;

test(
	'who waits on three processes comes in, and nobody early, whether one is killed at the start or ended in order',
	{ timeout: 300_000 },
	async () => {
		expect(await measureProcesses(few)).toBe(true);
	}
);
