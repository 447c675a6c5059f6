const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

export interface Countdown {
	days: number;
	hours: number;
	minutes: number;
	seconds: number;
}

/** What a clock that runs down shows with so many ms left: the second that has begun counts whole. */
export function countdown(left: number): Countdown {
	const whole = Math.max(0, Math.ceil(left / second)) * second;
	return {
		days: Math.floor(whole / day),
		hours: Math.floor((whole % day) / hour),
		minutes: Math.floor((whole % hour) / minute),
		seconds: Math.floor((whole % minute) / second)
	};
}

export const twoDigits = (n: number): string => String(n).padStart(2, '0');

/** For a tab's title: `07:42`, `3:07:42`; the largest unit alone beyond a day. */
export function shortCountdown(
	{ days, hours, minutes, seconds }: Countdown,
	dayWord: string
): string {
	if (days > 0) return `${days} ${dayWord}`;
	const clock = `${twoDigits(minutes)}:${twoDigits(seconds)}`;
	return hours > 0 ? `${hours}:${clock}` : clock;
}

/** The minutes left that are said aloud: not each second. */
const spoken = [10, 5, 1];

/** What to say now that time ran from one remainder (ms) to the next; undefined: nothing. */
export function minutesToSay(before: number, left: number): number | undefined {
	return spoken.findLast(
		(minutes) => before > minutes * minute && left <= minutes * minute && left > 0
	);
}

/** How far the doors stand open, 0 to 1, with so many ms until they open: a line of light for the last hour. */
export function openness(left: number): number {
	const share = 1 - Math.min(Math.max(left / hour, 0), 1);
	return share * share;
}

/** The same for who wants no motion: it changes in a few steps. */
export function steppedOpenness(left: number): number {
	const steps = [60, 30, 10, 5, 1, 0].map((minutes) => minutes * minute);
	return openness(steps.findLast((step) => left <= step) ?? hour);
}

/** When the digits change next, in ms, with some time left; a little later, so that they have changed. */
export const untilNextSecond = (left: number): number => ((Math.ceil(left) - 1) % second) + 6;
