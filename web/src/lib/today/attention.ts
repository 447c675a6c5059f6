import { heldUpBy, phaseOf, type Event } from '@foyer/shared/events';
import type { Registration } from '@foyer/shared/registrations';

/** Something about an event that somebody should see to. */
export interface Concern {
	kind: 'held_up' | 'unsent' | 'rejected' | 'no_room';
	event: Event;
	/** How many it concerns. */
	count: number;
	/** What keeps it from starting, where this device holds it. */
	live?: Event | undefined;
}

/** How long before its start an event should have its room. In ms: 2 days. */
const roomBefore = 2 * 86_400_000;

/** What needs a look about events that are not over, the nearest first. */
export function concernsOf(
	events: readonly Event[],
	registrationsOf: (eventId: string) => readonly Registration[],
	now: number
): Concern[] {
	return events
		.filter((event) => phaseOf(event, now) !== 'past' && event.status !== 'cancelled')
		.flatMap((event): Concern[] => {
			const rows = registrationsOf(event.id).filter(({ status }) => status !== 'cancelled');
			const count = (state: Registration['mailState']) =>
				rows.filter(({ mailState, email }) => mailState === state && email !== null).length;
			const roomless = event.roomUrl === null && !event.room && event.startsAt - now < roomBefore;
			const other = heldUpBy(event, now);
			const live = events.find(({ id }) => id === other);
			const all: Concern[] = [
				{ kind: 'held_up', event, count: other === null ? 0 : 1, live },
				{ kind: 'no_room', event, count: roomless ? 1 : 0 },
				{ kind: 'rejected', event, count: count('rejected') },
				{ kind: 'unsent', event, count: count('not_sent') }
			];
			return all.filter((concern) => concern.count > 0);
		});
}
