import { describe, expect, test } from 'vitest';
import { numberMeant } from './written-numbers.ts';

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
