import { phaseOf, type Event } from '@foyer/shared/events';
import { local } from '#lib/sync/local.svelte.ts';

/** The events that a person can be registered for now, the next one first. */
export function openEventsFor(personId: string): Event[] {
	const now = local.now();
	const registered = new Set(
		local
			.registrationsOfPerson(personId)
			?.flatMap(({ status, eventId }) => (status === 'cancelled' ? [] : [eventId]))
	);
	return local.events.filter(
		(event) =>
			event.status !== 'cancelled' &&
			phaseOf(event, now) !== 'past' &&
			!registered.has(event.id) &&
			local.can({ area: 'people', level: 'edit', eventId: event.id })
	);
}
