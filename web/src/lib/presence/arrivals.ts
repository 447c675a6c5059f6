import { doorsOpenAt, isOver, type Event } from '@foyer/shared/events';
import type { Presence } from '@foyer/shared/presence';

const minute = 60_000;

/** From so long before the doors open on, it is worth looking who is there. In ms. */
const earliest = 60 * minute;

/** Whether an event is at a time when people come. */
export const isComing = (event: Event, now: number): boolean =>
	event.status === 'live' ||
	(event.status === 'scheduled' && now >= doorsOpenAt(event) - earliest && !isOver(event, now));

/** How many came in each minute, without gaps. */
export interface Arrivals {
	/** When each minute began, UTC ms. */
	minutes: number[];
	counts: number[];
}

/** The picture is this wide at least, in minutes. */
const fewest = 15;

/** Arrivals by the minute, up to the present one. */
export function arrivalsByMinute({ arrivals, now }: Presence): Arrivals {
	const last = now - (now % minute);
	const first = Math.min(arrivals[0]?.[0] ?? last, last - (fewest - 1) * minute);
	const came = new Map(arrivals);
	const minutes = Array.from({ length: (last - first) / minute + 1 }, (_, i) => first + i * minute);
	return { minutes, counts: minutes.map((at) => came.get(at) ?? 0) };
}

/** How many came in the last five minutes, the present one included. */
export const recentArrivals = ({ arrivals, now }: Presence): number =>
	arrivals.reduce((sum, [at, came]) => (at > now - 5 * minute ? sum + came : sum), 0);

/** The minute in which most came, and how many; null where nobody did. */
export function busiestMinute({ arrivals }: Presence): { at: number; came: number } | null {
	let busiest: { at: number; came: number } | null = null;
	for (const [at, came] of arrivals) {
		if (came > (busiest?.came ?? 0)) busiest = { at, came };
	}
	return busiest;
}

/** Arrivals by five minutes, those without any left out: what the picture says, as a table. */
export function arrivalsTable({ arrivals }: Presence): { from: number; came: number }[] {
	const bins = new Map<number, number>();
	for (const [at, came] of arrivals) {
		const from = at - (at % (5 * minute));
		bins.set(from, (bins.get(from) ?? 0) + came);
	}
	return [...bins].map(([from, came]) => ({ from, came }));
}
