import { phaseOf, type Event, type EventPhase } from '@foyer/shared/events';
import { fits, fold } from '#lib/i18n/search-text.ts';

export type EventSections = Record<EventPhase, Event[]>;

/**
 * The events whose title fits a search, by where they stand: what is live and what comes by start, what
 * is past the latest first.
 * @param events by start
 */
export function sectionsOf(events: readonly Event[], query: string, now: number): EventSections {
	const found = events.filter(({ title }) => fits(fold(title), query));
	const groups = Map.groupBy(found, (event) => phaseOf(event, now));
	return {
		live: groups.get('live') ?? [],
		upcoming: groups.get('upcoming') ?? [],
		past: (groups.get('past') ?? []).reverse()
	};
}
