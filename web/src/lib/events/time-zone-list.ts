import { zoneOffset } from '@foyer/shared/time-zones';
import { fits, fold } from '#lib/i18n/search-text.ts';
import { formattingLocale, zoneCity } from '#lib/i18n/format.ts';

export interface ZoneChoice {
	zone: string;
	city: string;
	/** "Central European Time": zones are found by it too. */
	name: string;
	/** "UTC+2" at the event's start. */
	offset: string;
	folded: string;
}

function offsetWords(zone: string, at: number): string {
	const minutes = Math.round(zoneOffset(at, zone) / 60_000);
	if (minutes === 0) return 'UTC';
	const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
	return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`;
}

function zoneName(zone: string, at: number): string {
	const format = new Intl.DateTimeFormat(formattingLocale(), {
		timeZone: zone,
		timeZoneName: 'longGeneric'
	});
	return format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** A zone as the picker shows it, at an instant (UTC ms). */
export function zoneChoice(zone: string, at: number): ZoneChoice {
	const city = zoneCity(zone);
	const name = zoneName(zone, at);
	const folded = fold(`${city} ${zone.replaceAll(/[_/]/g, ' ')} ${name}`);
	return { zone, city, name, offset: offsetWords(zone, at), folded };
}

/** Every zone of this browser. Takes tens of ms: made when the picker opens. */
export const zoneChoices = (at: number): ZoneChoice[] =>
	[...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])].map((zone) => zoneChoice(zone, at));

/** The zones that fit a search: those whose city begins so come first. */
export function zonesFitting(
	choices: readonly ZoneChoice[],
	query: string,
	most: number
): ZoneChoice[] {
	const start = fold(query.trim());
	const found = choices.filter(({ folded }) => fits(folded, query));
	const rank = ({ city }: ZoneChoice) => (start && fold(city).startsWith(start) ? 0 : 1);
	return found.sort((a, b) => rank(a) - rank(b)).slice(0, most);
}
