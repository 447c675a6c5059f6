import { expect, test } from 'vitest';
import { placeBetween } from './place-between.ts';

test.each([
	[null, 3, 2],
	[3, null, 4],
	[1, 2, 1.5],
	[null, null, 0]
])('between %s and %s is %s', (before, after, place) => {
	expect(placeBetween(before, after)).toBe(place);
});
