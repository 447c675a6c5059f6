import { phaseOf, type Event } from '@foyer/shared/events';
import type { Person } from '@foyer/shared/people';
import type { Registration } from '@foyer/shared/registrations';
import { standingOf } from '@foyer/shared/standings';
import { local } from '#lib/sync/local.svelte.ts';

/** The events that people can be registered for now, the next one first. */
export function openEvents(): Event[] {
	const now = local.now();
	return local.events.filter(
		(event) =>
			event.status !== 'cancelled' &&
			phaseOf(event, now) !== 'past' &&
			local.can({ area: 'people', level: 'edit', eventId: event.id })
	);
}

/** Those of them that a person isn't registered for. */
export function openEventsFor(personId: string): Event[] {
	const registered = new Set(
		local
			.registrationsOfPerson(personId)
			?.flatMap(({ status, eventId }) => (status === 'cancelled' ? [] : [eventId]))
	);
	return openEvents().filter(({ id }) => !registered.has(id));
}

/** The registrations of some people that stand, for those events; undefined until they are known. */
export const registrationsAhead = (people: readonly Person[]): Registration[] | undefined =>
	people.length === 1 && people[0] ? aheadOfOne(people[0].id) : aheadOfMany(people);

function aheadOfOne(personId: string): Registration[] | undefined {
	const ids = new Set(openEvents().map(({ id }) => id));
	return local
		.registrationsOfPerson(personId)
		?.filter(({ status, eventId }) => status !== 'cancelled' && ids.has(eventId));
}

/** Of many, the events are read that any of them comes to, whole. */
function aheadOfMany(people: readonly Person[]): Registration[] | undefined {
	const ids = new Set(people.map(({ id }) => id));
	const found = openEvents().map(({ id }) => {
		const comers = local.withStanding(standingOf.registered(id));
		if (!comers) return undefined;
		if (!people.some((person) => comers.has(person.id))) return [];
		if (!local.hasRegistrationsOf(id)) return undefined;
		return local
			.registrationsOf(id)
			.filter(({ status, personId }) => status !== 'cancelled' && ids.has(personNow(personId)));
	});
	return found.every((rows) => rows !== undefined) ? found.flat() : undefined;
}

/** Who was merged into somebody is that person. */
const personNow = (personId: string): string => local.person(personId)?.id ?? personId;
