import { expect, test } from 'vitest';
import { untilWords } from './countdown.ts';

const now = Date.UTC(2026, 4, 14, 12);

test.each([
	[3 * 86_400_000, 'in 3 days'],
	[2 * 3_600_000, 'in 2 hours'],
	[59 * 60_000 + 59_000, 'in 59:59'],
	[4 * 60_000 + 7_000, 'in 4:07'],
	[500, 'in 0:01'],
	[0, 'Any moment now'],
	[-5000, 'Any moment now']
])('%i ms ahead: %s', (ahead, words) => {
	expect(untilWords(now + ahead, now)).toBe(words);
});
