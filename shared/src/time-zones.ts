/** Wall-clock time in a zone, as a form holds it: `2026-03-29` and `02:30`. */
export interface WallTime {
	date: string;
	time: string;
}

/** What a wall-clock time means in a zone: one instant, none (the clock skips it), or two (it passes twice). */
export type WallTimeMeaning =
	| { kind: 'instant'; instant: number }
	| { kind: 'skipped'; next: number }
	| { kind: 'twice'; first: number; second: number }
	| { kind: 'malformed' };

export function isTimeZone(zone: string): boolean {
	try {
		new Intl.DateTimeFormat('en', { timeZone: zone });
		return true;
	} catch {
		return false;
	}
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
	let format = formats.get(zone);
	if (!format) {
		format = new Intl.DateTimeFormat('en-GB', {
			timeZone: zone,
			hourCycle: 'h23',
			year: 'numeric',
			month: '2-digit',
			day: '2-digit',
			hour: '2-digit',
			minute: '2-digit',
			second: '2-digit'
		});
		formats.set(zone, format);
	}
	return format;
}

/** Milliseconds by which the zone's clocks are ahead of UTC at an instant. */
export function zoneOffset(instant: number, zone: string): number {
	const part: Record<string, number> = {};
	for (const { type, value } of formatOf(zone).formatToParts(instant)) part[type] = Number(value);
	const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
	const shown = Date.UTC(year, month - 1, day, hour, minute, second);
	return shown - Math.floor(instant / 1000) * 1000;
}

/** The wall-clock time that a zone shows at an instant. */
export function toWallTime(instant: number, zone: string): WallTime {
	const iso = new Date(instant + zoneOffset(instant, zone)).toISOString();
	return { date: iso.slice(0, 10), time: iso.slice(11, 16) };
}

/** Resolves wall-clock time in a zone, telling apart the hours that a clock change skips or repeats. */
export function fromWallTime({ date, time }: WallTime, zone: string): WallTimeMeaning {
	const asUtc = Date.parse(`${date}T${time}:00Z`);
	if (Number.isNaN(asUtc) || !/^\d{4}-\d\d-\d\d$/.test(date) || !/^\d\d:\d\d$/.test(time))
		return { kind: 'malformed' };
	if (new Date(asUtc).toISOString().slice(0, 10) !== date) return { kind: 'malformed' };
	const day = 86_400_000;
	const offsets = [...new Set([zoneOffset(asUtc - day, zone), zoneOffset(asUtc + day, zone)])];
	const instants = offsets
		.map((offset) => asUtc - offset)
		.filter((instant) => zoneOffset(instant, zone) === asUtc - instant)
		.sort((a, b) => a - b);
	const [first, second] = instants;
	if (first === undefined) return { kind: 'skipped', next: asUtc - Math.min(...offsets) };
	if (second === undefined) return { kind: 'instant', instant: first };
	return { kind: 'twice', first, second };
}
