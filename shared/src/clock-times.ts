import type { Locale } from './locales.ts';

/** An instant or a range, put together of Intl's parts. French writes 19 h 00 and 7 h 00, which Intl knows for Canada alone. */
export function withClockTimes(parts: readonly Intl.DateTimeFormatPart[], locale: Locale): string {
	if (locale !== 'fr') return parts.map(({ value }) => value).join('');
	return parts
		.map(({ type, value }) => {
			if (type === 'hour') return value.replace(/^0(?=\d)/, '');
			return type === 'literal' && value === ':' ? '\u00a0h\u00a0' : value;
		})
		.join('');
}
