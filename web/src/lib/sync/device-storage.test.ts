import { expect, test } from 'vitest';
import { fewLeft } from './device-storage.svelte.ts';

test.each([
	[{ usage: 10_000_000, quota: 10_000_000_000 }, null],
	[{ usage: 9_800_000_000, quota: 10_000_000_000 }, 200_000_000],
	[{ usage: 80_000_000, quota: 120_000_000 }, 40_000_000],
	[{ usage: 130, quota: 120 }, 0],
	[{ quota: 120 }, null],
	[{}, null]
])('room on the device %j', (estimate, left) => {
	expect(fewLeft(estimate)).toBe(left);
});
