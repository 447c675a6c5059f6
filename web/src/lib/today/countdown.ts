import { formatRelative } from '#lib/i18n/format.ts';
import { m } from '#lib/paraglide/messages.js';

const minute = 60_000;
const hour = 60 * minute;

const two = (n: number): string => String(n).padStart(2, '0');

/**
 * How long until an instant, in words; within the last hour to the second ("in 4 min 07 s").
 * @param at UTC ms, as is `now`
 */
export function untilWords(at: number, now: number): string {
	const left = at - now;
	if (left <= 0) return m.today_now();
	if (left >= hour) return formatRelative(at, now);
	const seconds = Math.ceil(left / 1000);
	const time = `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
	return m.today_in({ time: time.replaceAll(' ', '\u00a0') });
}
