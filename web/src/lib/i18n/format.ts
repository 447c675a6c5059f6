import { withClockTimes } from '@foyer/shared/clock-times';
import { getLocale } from '#lib/paraglide/runtime.js';

const defaultRegion = { en: 'en-GB', fr: 'fr', nl: 'nl' };

/** The language of the interface with the reader's region, where their browser names one (`en-US`). */
export function formattingLocale(): string {
	const locale = getLocale();
	if (import.meta.env.SSR) return defaultRegion[locale];
	return navigator.languages.find((tag) => tag.startsWith(`${locale}-`)) ?? defaultRegion[locale];
}

// Making an Intl format takes tens of microseconds; a list of 10,000 rows asks for one per cell.
const dateFormats = new Map<string, Intl.DateTimeFormat>();
const numberFormats = new Map<string, Intl.NumberFormat>();

function dateFormat(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const locale = formattingLocale();
	const key = JSON.stringify([locale, timeZone, options]);
	let format = dateFormats.get(key);
	if (!format) {
		format = new Intl.DateTimeFormat(locale, { ...options, timeZone });
		dateFormats.set(key, format);
	}
	return format;
}

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
	const key = JSON.stringify([formattingLocale(), options]);
	let format = numberFormats.get(key);
	if (!format) {
		format = new Intl.NumberFormat(formattingLocale(), options);
		numberFormats.set(key, format);
	}
	return format;
}

/** Makes ready what the first number would wait for: a browser reads how a language writes them when one is asked for. */
export function readyNumbers(): void {
	numberFormat({});
}

export function formatNumber(value: number): string {
	return numberFormat({}).format(value);
}

/** A number with all its decimals: nothing that somebody noted is rounded. */
export function formatExact(value: number): string {
	return numberFormat({ maximumFractionDigits: 20 }).format(value);
}

export function formatList(items: readonly string[]): string {
	return new Intl.ListFormat(formattingLocale()).format(items);
}

/** "this, that or another": one of them will do. */
export function formatAlternatives(items: readonly string[]): string {
	return new Intl.ListFormat(formattingLocale(), { type: 'disjunction' }).format(items);
}

/** An instant (UTC ms) in a zone (IANA name), by Intl's options. */
export function formatInstant(
	at: number,
	timeZone: string,
	options: Intl.DateTimeFormatOptions
): string {
	return withClockTimes(dateFormat(timeZone, options).formatToParts(at), getLocale());
}

/** "Thursday 14 May 2026", the year only when it isn't this one. */
export function formatDay(at: number, timeZone: string, now: number = Date.now()): string {
	const year = (instant: number) => dateFormat(timeZone, { year: 'numeric' }).format(instant);
	const day = { weekday: 'long', day: 'numeric', month: 'long' } as const;
	return formatInstant(at, timeZone, year(at) === year(now) ? day : { ...day, year: 'numeric' });
}

/** "14 May 2026", for tables. */
export function formatShortDay(at: number, timeZone: string): string {
	return formatInstant(at, timeZone, { dateStyle: 'medium' });
}

/** A day that is stored as `YYYY-MM-DD`, as it is read; what is none, as it stands. */
export function formatStoredDay(text: string): string {
	const day = Date.parse(`${text}T00:00Z`);
	return Number.isNaN(day) ? text : formatShortDay(day, 'UTC');
}

/** "19:00", "7:00 PM", "19 h 00". */
export function formatTime(at: number, timeZone: string): string {
	return formatInstant(at, timeZone, { timeStyle: 'short' });
}

/** "19:00" today, "13 May 2026, 19:00" on another day. */
export function formatMoment(at: number, timeZone: string, now: number): string {
	const day = formatShortDay(at, timeZone);
	const time = formatTime(at, timeZone);
	return day === formatShortDay(now, timeZone) ? time : `${day}, ${time}`;
}

/** "Thursday 14 May at 19:00". */
export function formatDayTime(at: number, timeZone: string, now: number = Date.now()): string {
	const year = (instant: number) => dateFormat(timeZone, { year: 'numeric' }).format(instant);
	const parts = {
		weekday: 'long',
		day: 'numeric',
		month: 'long',
		hour: 'numeric',
		minute: '2-digit'
	};
	const options = parts as Intl.DateTimeFormatOptions;
	return formatInstant(
		at,
		timeZone,
		year(at) === year(now) ? options : { ...options, year: 'numeric' }
	);
}

/** The reader's zone, IANA name. */
export function viewerZone(): string {
	return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Whether clocks in two zones show something else at an instant. */
export function zonesDiffer(at: number, one: string, other: string): boolean {
	const clock = (zone: string) =>
		dateFormat(zone, { dateStyle: 'short', timeStyle: 'short' }).format(at);
	return clock(one) !== clock(other);
}

/** The place a zone is named after: `America/New_York` → "New York". */
export function zoneCity(timeZone: string): string {
	return timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone;
}

const steps = [
	['second', 60],
	['minute', 60],
	['hour', 24],
	['day', 7],
	['week', 4.345],
	['month', 12],
	['year', Infinity]
] as const;

/** "in 3 days", "2 hours ago", "now"; both instants in UTC ms. */
export function formatRelative(at: number, now: number): string {
	const format = new Intl.RelativeTimeFormat(formattingLocale(), { numeric: 'auto' });
	let amount = (at - now) / 1000;
	for (const [unit, size] of steps) {
		const rounded = Math.round(amount);
		if (Math.abs(rounded) < size) return format.format(rounded, unit);
		amount /= size;
	}
	return format.format(Math.round(amount), 'year');
}
