import { m } from '#lib/paraglide/messages.js';

/** The hour's greeting: morning from 5, afternoon from 12, evening from 18. */
export function greeting(hour: number): string {
	if (hour >= 5 && hour < 12) return m.today_good_morning();
	if (hour >= 12 && hour < 18) return m.today_good_afternoon();
	return m.today_good_evening();
}
