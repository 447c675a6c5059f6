import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberKey, sortKey, unsaid } from './sort-key.ts';

test('numbers are listed by size, whatever their sign', () => {
	const number = fc.double({ noNaN: true, noDefaultInfinity: true });
	fc.assert(
		fc.property(number, number, (a, b) => {
			fc.pre(a !== b && !(a === 0 && b === 0));
			expect(numberKey(a) < numberKey(b)).toBe(a < b);
		})
	);
});

test('what says nothing comes after all that says something', () => {
	expect(sortKey('\uffff', 'a') < unsaid).toBe(true);
	expect(sortKey('', 'a') >= unsaid).toBe(true);
	expect(sortKey(null, 'a') < sortKey(null, 'b')).toBe(true);
});
