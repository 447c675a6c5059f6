import type { Event } from '@foyer/shared/events';
import type { Person } from '@foyer/shared/people';
import { placesOf } from '@foyer/shared/registering';
import type { Registration } from '@foyer/shared/registrations';

/** What registering people comes to, as far as is known here. */
export interface Coming {
	/** Who isn't registered yet. */
	fresh: readonly Person[];
	/** How many are registered already. */
	already: number;
	/** How many places there are for them; infinite where the event has no limit. */
	left: number;
	/** How many of them come on the waiting list. */
	waiting: number;
}

/**
 * What registering people comes to.
 * @param personIdOf who a registration is of now: who was merged keeps one
 */
export function whoComes(
	people: readonly Person[],
	event: Event,
	registrations: readonly Registration[],
	personIdOf: (registration: Registration) => string
): Coming {
	const standing = registrations.filter(({ status }) => status !== 'cancelled');
	const known = new Set(standing.map(personIdOf));
	const fresh = people.filter(({ id }) => !known.has(id));
	const taken = standing.filter(({ status }) => status === 'registered').length;
	const left = Math.max(0, placesOf(event, taken));
	return {
		fresh,
		already: people.length - fresh.length,
		left,
		waiting: Math.max(0, fresh.length - left)
	};
}

/** The registrations of some people that stand. @param personIdOf as above */
export function registeredAmong(
	people: readonly Person[],
	registrations: readonly Registration[],
	personIdOf: (registration: Registration) => string
): Registration[] {
	const ids = new Set(people.map(({ id }) => id));
	return registrations.filter((row) => row.status !== 'cancelled' && ids.has(personIdOf(row)));
}
