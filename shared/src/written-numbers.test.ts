import { describe, expect, test } from 'vitest';
import { numberMeant, writtenNumber, type Decimal } from './written-numbers.ts';

describe('numbers', () => {
	test.each<[string, number | undefined, number | undefined]>([
		['42', 42, 42],
		['-3', -3, -3],
		['1234.5', 1234.5, 1234.5],
		['1234,5', 1234.5, 1234.5],
		['1,234.56', 1234.56, 1234.56],
		['1.234,56', 1234.56, 1234.56],
		['1 234,56', 1234.56, 1234.56],
		['1\u202f234,56', 1234.56, 1234.56],
		["12'345.6", 12345.6, 12345.6],
		['1.234.567', 1234567, 1234567],
		['1,234,567', 1234567, 1234567],
		['0,125', 0.125, 0.125],
		['1234,567', 1234.567, 1234.567],
		['1,234', 1234, 1.234],
		['1.234', 1.234, 1234],
		['.5', 0.5, 0.5],
		['1e3', 1000, 1000],
		['1.2.3', undefined, undefined],
		['1,23,456', undefined, undefined],
		['12 rue', undefined, undefined],
		['-', undefined, undefined],
		['.', undefined, undefined]
	])('%j is %j in English and %j in French', (text, inEnglish, inFrench) => {
		expect(numberMeant(text, '.')).toBe(inEnglish);
		expect(numberMeant(text, ',')).toBe(inFrench);
	});
});

test.each<[number, Decimal, string]>([
	[1.234, ',', '1,2340'],
	[-123.456, '.', '-123.4560'],
	[1234.567, '.', '1234.567'],
	[0.125, ',', '0,125'],
	[1.5, ',', '1,5'],
	[1234, ',', '1234'],
	[1e-7, ',', '1e-7']
])('%d is written with “%s” so that every language reads it: %s', (value, decimal, text) => {
	expect(writtenNumber(value, decimal)).toBe(text);
	for (const language of [',', '.'] as const) expect(numberMeant(text, language)).toBe(value);
});
