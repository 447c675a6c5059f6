import { expect, test } from 'vitest';
import { throttledWord } from './words.ts';

const minute = 60_000;

test.each([
	[1, 'in 1 minute'],
	[15 * minute, 'in 15 minutes'],
	[120 * minute, 'in 120 minutes'],
	[121 * minute, 'set a new password by mail, or try again in 3 hours'],
	[24 * 60 * minute, 'in 24 hours']
])('a wait of %d ms', (retryAfterMs, words) => {
	expect(throttledWord({ state: 'throttled', retryAfterMs })).toContain(words);
});
