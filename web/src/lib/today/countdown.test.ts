import { expect, test } from 'vitest';
import { untilWords } from './countdown.ts';

const now = Date.UTC(2026, 4, 14, 12);

test.each([
	[3 * 86_400_000, 'in 3 days'],
	[2 * 3_600_000, 'in 2 hours'],
	[59 * 60_000 + 59_000, 'in 59 min 59 s'],
	[4 * 60_000 + 7_000, 'in 4 min 07 s'],
	[500, 'in 0 min 01 s'],
	[0, 'Any moment now'],
	[-5000, 'Any moment now']
])('%i ms ahead: %s', (ahead, words) => {
	expect(untilWords(now + ahead, now).replaceAll('\u00a0', ' ')).toBe(words);
});
