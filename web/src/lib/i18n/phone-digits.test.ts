import { expect, test } from 'vitest';
import { phoneDigits } from './phone-digits.ts';

test.each([
	['0471 23 45 67', '471234567'],
	['+32 (0)471/23.45.67', '32471234567'],
	['+32471234567', '32471234567'],
	['0032 471 234 567', '32471234567'],
	['12 34 56 78', '12345678'],
	['2026-05-14', ''],
	['14/05/2026', ''],
	['4711', ''],
	['Table 1234567', ''],
	['', '']
])('%j is dialled as %j', (text, digits) => {
	expect(phoneDigits(text)).toBe(digits);
});
