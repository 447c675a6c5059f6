import { expect, test } from 'vitest';
import { Slots } from './slots.ts';

test('rows have elements in turn, and keep theirs', () => {
	const slots = new Slots();
	expect(['a', 'b', 'a', 'c', 'b'].map((row) => slots.of(row))).toEqual([0, 1, 0, 2, 1]);
	expect(new Slots().of('c')).toBe(0);
});
