const day = 86_400_000;

/**
 * A span with its units, as 21:15 would be read as an hour of the day: `21 min 15 s`, `1 h 02 min`. `stage.js` goes
 * on counting alike.
 * @param hour what an hour is called
 */
export function spellSpan(ms: number, hour: string): string {
	const seconds = Math.floor(Math.abs(ms) / 1000);
	const two = (n: number): string => String(n).padStart(2, '0');
	const minutes = Math.floor(seconds / 60) % 60;
	const spelled =
		seconds < 3600
			? `${minutes} min ${two(seconds % 60)} s`
			: `${Math.floor(seconds / 3600)} ${hour} ${two(minutes)} min`;
	return spelled.replaceAll(' ', '\u00a0');
}

interface Moment {
	status: 'scheduled' | 'live' | 'ended' | 'cancelled';
	startsAt: number;
	startedAt: number | null;
	now: number;
}

/** What the stage counts: to the start within a day of it, from there on, and how long it is live; null: nothing. */
export function counted({
	status,
	startsAt,
	startedAt,
	now
}: Moment): { what: 'starts_in' | 'due' | 'live_for'; at: number } | null {
	if (status === 'live' && startedAt !== null) return { what: 'live_for', at: startedAt };
	if (status !== 'scheduled' || startsAt - now > day) return null;
	return { what: startsAt > now ? 'starts_in' : 'due', at: startsAt };
}
