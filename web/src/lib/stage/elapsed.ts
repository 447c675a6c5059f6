const day = 86_400_000;

/** A span as a clock shows it, hours where there are any: `1:02:03`. `stage.js` goes on counting alike. */
export function spellSpan(ms: number): string {
	const seconds = Math.floor(Math.abs(ms) / 1000);
	const two = (n: number): string => String(n).padStart(2, '0');
	const clock = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
	return seconds < 3600 ? clock : `${Math.floor(seconds / 3600)}:${clock}`;
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
