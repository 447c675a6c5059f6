import type { Notation } from '@foyer/shared/own-cells';
import { formattingLocale } from './format.ts';

/** How numbers and dates are written where the reader is. */
export function usualNotation(): Notation {
	const locale = formattingLocale();
	const parts = new Intl.DateTimeFormat(locale).formatToParts(0);
	const first = parts.find(({ type }) => type === 'day' || type === 'month');
	return {
		decimal: (1.5).toLocaleString(locale).includes(',') ? ',' : '.',
		dayFirst: first?.type !== 'month'
	};
}
