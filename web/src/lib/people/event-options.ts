import type { Event } from '@foyer/shared/events';
import type { Person } from '@foyer/shared/people';
import { formatShortDay } from '#lib/i18n/format.ts';
import { local } from '#lib/sync/local.svelte.ts';

/** As many people are looked up to find the event that is meant: all of 100,000 are not. */
const looked = 20;

/** For which events each of the first of some people is registered. */
const eventsOf = (people: readonly Person[]): Set<string>[] =>
	people.slice(0, looked).map(({ id }) => {
		const rows = local.registrationsOfPerson(id) ?? [];
		return new Set(rows.flatMap((row) => (row.status === 'cancelled' ? [] : row.eventId)));
	});

/** The first event that any of some people are registered for; else the first. */
export function eventOfAny(events: readonly Event[], people: readonly Person[]): Event | undefined {
	const theirs = eventsOf(people);
	return events.find(({ id }) => theirs.some((ids) => ids.has(id))) ?? events[0];
}

/** The first event that any of some people aren't registered for; else the first. */
export function eventToJoin(
	events: readonly Event[],
	people: readonly Person[]
): Event | undefined {
	const theirs = eventsOf(people);
	return events.find(({ id }) => theirs.some((ids) => !ids.has(id))) ?? events[0];
}

/** Events to choose from, each told from others of its name by its day. */
export const eventOptions = (events: readonly Event[]) =>
	events.map(({ id, title, startsAt, timeZone }) => ({
		value: id,
		label: `${title} · ${formatShortDay(startsAt, timeZone)}`
	}));
