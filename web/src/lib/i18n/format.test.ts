import { afterEach, expect, test } from 'vitest';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';
import {
	formatDay,
	formatDayTime,
	formatNumber,
	formatRelative,
	formatTime,
	zoneCity,
	zonesDiffer
} from './format.ts';

const speak = (locale: 'en' | 'fr' | 'nl') => overwriteGetLocale(() => locale);
const start = Date.UTC(2026, 4, 14, 17);
const brussels = 'Europe/Brussels';

afterEach(() => speak('en'));

test.each([
	['en', '19:00', 'Thursday 14 May at 19:00', '1,204'],
	['fr', '19\u00a0h\u00a000', 'jeudi 14 mai à 19\u00a0h\u00a000', '1\u202f204'],
	['nl', '19:00', 'donderdag 14 mei om 19:00', '1.204']
] as const)('%s writes hours, days and numbers its own way', (locale, time, dayTime, number) => {
	speak(locale);
	expect(formatTime(start, brussels)).toBe(time);
	expect(formatDayTime(start, brussels, start)).toBe(dayTime);
	expect(formatNumber(1204)).toBe(number);
});

test('French hours have no leading zero', () => {
	speak('fr');
	expect(formatTime(Date.UTC(2026, 4, 14, 5, 3), brussels)).toBe('7\u00a0h\u00a003');
});

test('the year is told when it is another one, in the event’s zone', () => {
	const newYear = Date.UTC(2026, 11, 31, 23, 30);
	expect(formatDay(start, brussels, start)).toBe('Thursday 14 May');
	expect(formatDay(newYear, brussels, newYear)).toBe('Friday 1 January');
	expect(formatDay(newYear, 'UTC', start)).toBe('Thursday 31 December');
	expect(formatDay(newYear, brussels, start)).toBe('Friday, 1 January 2027');
});

test('zones differ where their clocks do, at that instant', () => {
	expect(zonesDiffer(start, brussels, 'Europe/Lisbon')).toBe(true);
	expect(zonesDiffer(start, brussels, 'Europe/Paris')).toBe(false);
	expect(zonesDiffer(Date.UTC(2026, 0, 1), 'Europe/London', 'Europe/Lisbon')).toBe(false);
	expect(zoneCity('America/New_York')).toBe('New York');
});

test.each([
	[0, 'now'],
	[-40_000, '40 seconds ago'],
	[59.6 * 60_000, 'in 1 hour'],
	[-2 * 3_600_000, '2 hours ago'],
	[86_400_000, 'tomorrow'],
	[3 * 86_400_000, 'in 3 days'],
	[20 * 86_400_000, 'in 3 weeks'],
	[-400 * 86_400_000, 'last year']
])('%i ms from now is %s', (offset, words) => {
	expect(formatRelative(start + offset, start)).toBe(words);
});
