import { phaseOf, type Event } from '@foyer/shared/events';
import type { Registration } from '@foyer/shared/registrations';
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

/** A person's registrations that stand, for those events; undefined until they are known. */
export function registrationsAhead(personId: string): Registration[] | undefined {
	const ids = new Set(openEvents().map(({ id }) => id));
	return local
		.registrationsOfPerson(personId)
		?.filter(({ status, eventId }) => status !== 'cancelled' && ids.has(eventId));
}
