import { test } from 'vitest';
import { simulateProcesses } from './processes.ts';

test(
	'devices that work at once against three processes, one killed at random, converge',
	{ timeout: 600_000 },
	async () => {
		await simulateProcesses(Math.floor(Math.random() * 1_000_000));
	}
);
