import UserRoundCheck from '@lucide/svelte/icons/user-round-check';
import { arrivalOf, type Arrival } from '@foyer/shared/arrivals';
import type { Registration } from '@foyer/shared/registrations';
import { formatMoment, formatTime } from '#lib/i18n/format.ts';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';

/** When somebody came, as a table says it; empty where they didn't. */
export function arrivalTime(row: Registration, timeZone: string): string {
	const arrival = arrivalOf(row);
	return arrival ? formatMoment(arrival.at, timeZone, local.now()) : '';
}

/** That somebody came, as a card says it; null where they didn't. */
export function arrivalLook(row: Registration, timeZone: string) {
	const arrival = arrivalOf(row);
	if (!arrival) return null;
	const time = formatTime(arrival.at, timeZone);
	return { tone: 'ok' as const, icon: UserRoundCheck, word: m.registrations_arrived_at({ time }) };
}

/** When and how somebody came. */
export function arrivalWords({ at, by }: Arrival, timeZone: string): string {
	const how = by === 'desk' ? m.registrations_arrived_desk() : m.registrations_arrived_room();
	return `${formatMoment(at, timeZone, local.now())} · ${how}`;
}
