import { expect, test } from 'vitest';
import fc from 'fast-check';
import { fromWallTime, isTimeZone, toWallTime, zoneOffset } from './time-zones.ts';

const hour = 3_600_000;

test.each([
	['2026-05-14', '19:00', 'Europe/Paris', { kind: 'instant', instant: Date.UTC(2026, 4, 14, 17) }],
	['2026-01-14', '19:00', 'Europe/Paris', { kind: 'instant', instant: Date.UTC(2026, 0, 14, 18) }],
	['2026-03-29', '02:30', 'Europe/Paris', { kind: 'skipped', next: Date.UTC(2026, 2, 29, 1, 30) }],
	['2026-03-29', '03:00', 'Europe/Paris', { kind: 'instant', instant: Date.UTC(2026, 2, 29, 1) }],
	[
		'2026-10-25',
		'02:30',
		'Europe/Paris',
		{ kind: 'twice', first: Date.UTC(2026, 9, 25, 0, 30), second: Date.UTC(2026, 9, 25, 1, 30) }
	],
	// Lord Howe's clocks move by half an hour.
	[
		'2026-10-04',
		'02:15',
		'Australia/Lord_Howe',
		{ kind: 'skipped', next: Date.UTC(2026, 9, 3, 15, 45) }
	],
	// Samoa left out a whole day.
	['2011-12-30', '12:00', 'Pacific/Apia', { kind: 'skipped', next: Date.UTC(2011, 11, 30, 22) }],
	['2026-02-30', '12:00', 'UTC', { kind: 'malformed' }],
	['2026-2-3', '12:00', 'UTC', { kind: 'malformed' }],
	['2026-02-03', '24:00', 'UTC', { kind: 'malformed' }],
	['', '', 'UTC', { kind: 'malformed' }]
])('%s %s in %s', (date, time, zone, meaning) => {
	expect(fromWallTime({ date, time }, zone)).toEqual(meaning);
});

test('what a clock shows leads back to its instant', () => {
	const zones = ['Europe/Paris', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Chatham', 'UTC'];
	fc.assert(
		fc.property(
			fc.integer({ min: 0, max: 4_000_000_000 }),
			fc.constantFrom(...zones),
			(minutes, zone) => {
				const instant = (minutes % 40_000_000) * 60_000;
				const meaning = fromWallTime(toWallTime(instant, zone), zone);
				const instants =
					meaning.kind === 'instant'
						? [meaning.instant]
						: meaning.kind === 'twice'
							? [meaning.first, meaning.second]
							: [];
				expect(instants).toContain(instant);
			}
		)
	);
});

test('offsets and zones', () => {
	expect(zoneOffset(Date.UTC(2026, 6, 1), 'Europe/Brussels')).toBe(2 * hour);
	expect(zoneOffset(Date.UTC(2026, 6, 1), 'America/New_York')).toBe(-4 * hour);
	expect(isTimeZone('Europe/Amsterdam')).toBe(true);
	expect(isTimeZone('Europe/Atlantis')).toBe(false);
});
