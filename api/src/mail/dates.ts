import { withClockTimes } from '@foyer/shared/clock-times';
import type { Locale } from '@foyer/shared/locales';

/** When an event takes place. */
export interface EventTimes {
	startsAt: number;
	endsAt: number;
	timeZone: string;
}

/** English as most of the world writes its dates. */
const tagOf = (locale: Locale): string => (locale === 'en' ? 'en-GB' : locale);

const format = (
	locale: Locale,
	timeZone: string,
	options: Intl.DateTimeFormatOptions
): Intl.DateTimeFormat => new Intl.DateTimeFormat(tagOf(locale), { timeZone, ...options });

const dayAndTime = { dateStyle: 'full', timeStyle: 'short' } as const;

/** From when to when, in the event's zone: "Thursday 14 May 2026, 19:00–21:00". */
export const rangeInWords = ({ startsAt, endsAt, timeZone }: EventTimes, locale: Locale): string =>
	withClockTimes(format(locale, timeZone, dayAndTime).formatRangeToParts(startsAt, endsAt), locale);

/** The day and time of an instant: "Thursday 14 May 2026 at 19:00". */
export const dateInWords = (instant: number, timeZone: string, locale: Locale): string =>
	withClockTimes(format(locale, timeZone, dayAndTime).formatToParts(instant), locale);

/** The day alone: "14 May". */
export const dayInWords = (instant: number, timeZone: string, locale: Locale): string =>
	format(locale, timeZone, { day: 'numeric', month: 'long' }).format(instant);

/** The zone's name at that instant, and by how much it is ahead: "Central European Summer Time (UTC+2)". */
export function zoneInWords(instant: number, timeZone: string, locale: Locale): string {
	const named = (timeZoneName: 'long' | 'shortOffset'): string =>
		format(locale, timeZone, { timeZoneName })
			.formatToParts(instant)
			.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
	return `${named('long')} (${named('shortOffset').replace('GMT', 'UTC')})`;
}

/** The leaf of a calendar. */
export const leafOf = (
	instant: number,
	timeZone: string,
	locale: Locale
): { month: string; day: string } => ({
	month: format(locale, timeZone, { month: 'short' }).format(instant),
	day: format(locale, timeZone, { day: 'numeric' }).format(instant)
});

/** How far ahead, in the largest unit that fits: "in 24 hours". */
export function soonInWords(ms: number, locale: Locale): string {
	const relative = new Intl.RelativeTimeFormat(tagOf(locale));
	const minutes = Math.max(1, Math.round(ms / 60_000));
	if (minutes < 100)
		return minutes === 60 ? relative.format(1, 'hour') : relative.format(minutes, 'minute');
	const hours = Math.round(minutes / 60);
	return hours <= 36
		? relative.format(hours, 'hour')
		: relative.format(Math.round(hours / 24), 'day');
}
