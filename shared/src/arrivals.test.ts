import { expect, test } from 'vitest';
import { arrivalOf, deskIsOpen, hasArrived, isMissed, type Arrival } from './arrivals.ts';
import type { Event } from './events.ts';

test.each<[string, number | null, number | null, Arrival | null]>([
	['nobody came', null, null, null],
	['at the desk', 5, null, { at: 5, by: 'desk' }],
	['by their link', null, 6, { at: 6, by: 'room' }],
	['at the desk, then by their link', 5, 6, { at: 5, by: 'desk' }],
	['by their link, then at the desk', 6, 5, { at: 5, by: 'room' }],
	['both at once: somebody saw them', 5, 5, { at: 5, by: 'desk' }]
])('%s: one arrival', (_told, admittedAt, ledInAt, arrival) => {
	expect(arrivalOf({ admittedAt, ledInAt })).toEqual(arrival);
	expect(hasArrived({ admittedAt, ledInAt })).toBe(arrival !== null);
});

test.each([
	['registered', null, true],
	['registered', 5, false],
	['waiting_list', null, false],
	['cancelled', null, false]
] as const)('who is %s and came at %s is missed: %s', (status, admittedAt, missed) => {
	expect(isMissed({ status, admittedAt, ledInAt: null })).toBe(missed);
});

const day = 24 * 3_600_000;

test.each([
	['scheduled', 2 * day - 1, false],
	['scheduled', 2 * day, true],
	['scheduled', 9 * day, true],
	['live', 0, true],
	['ended', 9 * day, true],
	['cancelled', 3 * day, false]
] as const)('of an event on the third day, %s, the desk is open at %i: %s', (status, now, open) => {
	expect(deskIsOpen({ status, startsAt: 3 * day } as Event, now)).toBe(open);
});
