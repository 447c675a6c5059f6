import { describe, expect, it } from 'vitest';
import {
	countdown,
	minutesToSay,
	openness,
	shortCountdown,
	steppedOpenness,
	untilNextSecond
} from './countdown.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('the countdown', () => {
	it.each([
		[3 * day + 4 * hour + 5 * minute + 6 * second, [3, 4, 5, 6]],
		[day, [1, 0, 0, 0]],
		[day - 1, [1, 0, 0, 0]],
		[day - second, [0, 23, 59, 59]],
		[7 * minute + 41 * second + 1, [0, 0, 7, 42]],
		[1, [0, 0, 0, 1]],
		[0, [0, 0, 0, 0]],
		[-5, [0, 0, 0, 0]]
	])('shows of %i ms %o', (left, [days, hours, minutes, seconds]) => {
		expect(countdown(left)).toEqual({ days, hours, minutes, seconds });
	});

	it.each([
		[3 * day, '3 days'],
		[2 * hour + 3 * minute + 4 * second, '2:03:04'],
		[7 * minute + 42 * second, '07:42'],
		[9 * second, '00:09']
	])('stands in the title as %s', (left, title) => {
		expect(shortCountdown(countdown(left), 'days')).toBe(title);
	});

	it('changes when the next second begins', () => {
		for (const left of [5000, 4999, 1, 12_345]) {
			expect(countdown(left - untilNextSecond(left)).seconds).not.toBe(countdown(left).seconds);
		}
	});
});

describe('what is said aloud', () => {
	it.each([
		[11 * minute, 10 * minute, 10],
		[10 * minute, 10 * minute - second, undefined],
		[5 * minute + 1, 5 * minute - 999, 5],
		[minute + 1, minute, 1],
		// A device that slept through several says the nearest.
		[2 * hour, 4 * minute, 5],
		[2 * minute, -1, undefined],
		[30 * second, 29 * second, undefined]
	])('between %i and %i ms left: %s', (before, left, minutes) => {
		expect(minutesToSay(before, left)).toBe(minutes);
	});
});

describe('the doors', () => {
	it('stay shut until the last hour, and are widest when they open', () => {
		expect([2 * hour, hour, 0, -minute].map(openness)).toEqual([0, 0, 1, 1]);
		expect(openness(30 * minute)).toBeLessThan(openness(10 * minute));
	});

	it('move in steps for who wants no motion', () => {
		const seen = new Set(Array.from({ length: 3601 }, (_, s) => steppedOpenness(s * second)));
		expect(seen.size).toBe(6);
		expect([hour * 2, hour, 0].map(steppedOpenness)).toEqual([0, 0, 1]);
	});
});
