import { expect, test } from 'vitest';
import { withClockTimes } from './clock-times.ts';
import type { Locale } from './locales.ts';

const at = Date.UTC(2026, 4, 14, 7, 5);
const plain = (text: string) => text.replaceAll(/\s/g, ' ');

const format = (tag: string) =>
	new Intl.DateTimeFormat(tag, { timeZone: 'UTC', hour: '2-digit', minute: '2-digit' });

test.each<[Locale, string, string, string]>([
	['en', 'en-GB', '07:05', '07:05–19:05'],
	['nl', 'nl', '07:05', '07:05–19:05'],
	['fr', 'fr', '7 h 05', '7 h 05 – 19 h 05']
])('%s writes an hour as it is written there', (locale, tag, instant, range) => {
	const later = at + 12 * 3_600_000;
	expect(plain(withClockTimes(format(tag).formatToParts(at), locale))).toBe(instant);
	expect(plain(withClockTimes(format(tag).formatRangeToParts(at, later), locale))).toBe(range);
});
