import { expect, test } from 'vitest';
import type { Presence } from '@foyer/shared/presence';
import { eventLike } from '../events/testing.ts';
import {
	arrivalsByMinute,
	arrivalsTable,
	busiestMinute,
	isComing,
	recentArrivals
} from './arrivals.ts';

const minute = 60_000;
const now = Date.UTC(2026, 4, 14, 17, 0, 40);
const at = (minutes: number) => Date.UTC(2026, 4, 14, 17, minutes);

const presence = (arrivals: Presence['arrivals']): Presence => ({
	now,
	waiting: 0,
	letIn: 0,
	arrived: 0,
	arrivals
});

test.each([
	['live', 0, true],
	['live', 90, true],
	['scheduled', -61, false],
	['scheduled', -60, true],
	['scheduled', 10, true],
	['scheduled', 120, false],
	['ended', 10, false],
	['cancelled', -10, false]
] as const)('an event that is %s, %i minutes after its start: %s', (status, minutes, is) => {
	const event = eventLike({ status });
	expect(isComing(event, event.startsAt + minutes * minute)).toBe(is);
});

test('people come before the doors are open, early entry included', () => {
	const event = eventLike({ earlyEntry: 30 });
	expect(isComing(event, event.startsAt - 90 * minute)).toBe(true);
});

test('minutes without arrivals are there too, a quarter of an hour at least', () => {
	const none = arrivalsByMinute(presence([]));
	expect(none.minutes).toHaveLength(15);
	expect(none.minutes.at(-1)).toBe(at(0));
	const some = arrivalsByMinute(
		presence([
			[at(-20), 2],
			[at(-18), 1],
			[at(0), 4]
		])
	);
	expect(some.minutes).toHaveLength(21);
	expect(some.counts.slice(0, 4)).toEqual([2, 0, 1, 0]);
	expect(some.counts.at(-1)).toBe(4);
});

test('the numbers beside the picture', () => {
	const some = presence([
		[at(-20), 2],
		[at(-4), 3],
		[at(-3), 3],
		[at(0), 1]
	]);
	expect(recentArrivals(some)).toBe(7);
	expect(busiestMinute(some)).toEqual({ at: at(-4), came: 3 });
	expect(busiestMinute(presence([]))).toBeNull();
	expect(arrivalsTable(some)).toEqual([
		{ from: at(-20), came: 2 },
		{ from: at(-5), came: 6 },
		{ from: at(0), came: 1 }
	]);
});
