import { expect, test } from 'vitest';
import { isFull } from './full-disk.ts';

const named = (name: string, more = {}) => Object.assign(new Error('no'), { name }, more);

test.each([
	[named('QuotaExceededError'), true],
	[named('AbortError', { inner: named('QuotaExceededError') }), true],
	[
		named('AbortError', { inner: named('AbortError', { inner: named('QuotaExceededError') }) }),
		true
	],
	[named('AbortError'), false],
	[undefined, false]
])('a full device is told from other faults (%#)', (error, full) => {
	expect(isFull(error)).toBe(full);
});
