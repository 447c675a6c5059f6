import { expect, test } from 'vitest';
import { zoneChoice, zonesFitting } from './time-zone-list.ts';

const may = Date.UTC(2026, 4, 14);
const zones = ['America/New_York', 'Asia/Kolkata', 'Europe/Paris', 'Europe/Zurich', 'UTC'].map(
	(zone) => zoneChoice(zone, may)
);

test.each([
	['America/New_York', 'New York', 'UTC−4'],
	['Asia/Kolkata', 'Kolkata', 'UTC+5:30'],
	['UTC', 'UTC', 'UTC']
])('%s is %s, %s', (zone, city, offset) => {
	expect(zoneChoice(zone, may)).toMatchObject({ city, offset });
});

test.each([
	['new york', ['America/New_York']],
	['EUROPE', ['Europe/Paris', 'Europe/Zurich']],
	['zur', ['Europe/Zurich']],
	['atlantis', []]
])('%j finds %j', (query, found) => {
	expect(zonesFitting(zones, query, 10).map(({ zone }) => zone)).toEqual(found);
});

test('a city that begins so comes first', () => {
	const [first] = zonesFitting(
		[zoneChoice('Europe/Paris', may), zoneChoice('Pacific/Auckland', may)],
		'pa',
		10
	);
	expect(first?.zone).toBe('Europe/Paris');
});
