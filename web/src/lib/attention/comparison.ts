import type { Event, EventRoom } from '@foyer/shared/events';
import type { Locale } from '@foyer/shared/locales';
import type { Person } from '@foyer/shared/people';
import { formatDayTime, formatNumber } from '#lib/i18n/format.ts';
import { localeNames } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';

/** One field of a refused change: what was entered, and what is there now. */
export interface Comparison {
	field: string;
	yours: string;
	now: string;
}

const instants = ['startsAt', 'endsAt'];

function shown(field: string, value: unknown, timeZone: string): string {
	if (value === null || value === undefined || value === '') return m.attention_nothing();
	if (instants.includes(field)) return formatDayTime(value as number, timeZone);
	if (field === 'language') return localeNames[value as Locale] ?? m.attention_nothing();
	if (typeof value === 'boolean') return value ? m.attention_on() : m.attention_off();
	if (typeof value === 'number') return formatNumber(value);
	if (Array.isArray(value)) return value.map(String).join(', ');
	return typeof value === 'string' ? value : JSON.stringify(value);
}

/** To its readers an event's room is one, by its address or by its name on a server. */
function withOneRoom(fields: Record<string, unknown>): Record<string, unknown> {
	if (!('room' in fields || 'roomUrl' in fields)) return fields;
	const { room, roomUrl, ...others } = fields;
	return { ...others, room: (room as EventRoom | null | undefined)?.name ?? roomUrl };
}

/** What a refused patch would have changed, beside what there is. Empty where there is nothing to compare. */
export function compared(
	fields: Record<string, unknown> | undefined,
	row: Person | Event | undefined,
	zone: string
): Comparison[] {
	if (!fields || !row) return [];
	const there = withOneRoom(row as unknown as Record<string, unknown>);
	const timeZone = 'timeZone' in row ? row.timeZone : zone;
	return Object.entries(withOneRoom(fields)).map(([field, value]) => ({
		field,
		yours: shown(field, value, timeZone),
		now: row.deletedAt === null ? shown(field, there[field], timeZone) : m.attention_gone()
	}));
}
