import type { Event } from '@foyer/shared/events';
import { formatShortDay } from '#lib/i18n/format.ts';

/** Events to choose from, each told from others of its name by its day. */
export const eventOptions = (events: readonly Event[]) =>
	events.map(({ id, title, startsAt, timeZone }) => ({
		value: id,
		label: `${title} · ${formatShortDay(startsAt, timeZone)}`
	}));
