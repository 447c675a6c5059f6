import { heldUpBy, phaseOf, type Event } from '@foyer/shared/events';
import type { RoomServerChoice } from '@foyer/shared/rooms';
import { hasRoom } from '#lib/rooms/has-room.ts';
import type { RegistrationCounts } from '#lib/sync/registration-counts.ts';

/** Something about an event that somebody should see to. */
export interface Concern {
	kind: 'held_up' | 'unsent' | 'rejected' | 'no_room' | 'erasure';
	event: Event;
	/** How many it concerns. */
	count: number;
	/** What keeps it from starting, where this device holds it. */
	live?: Event | undefined;
}

/** How long before its start an event should have its room. In ms: 2 days. */
const roomBefore = 2 * 86_400_000;

/** What needs a look: about events that are not over, the nearest first, and about whoever asks to be erased. */
export function concernsOf(
	events: readonly Event[],
	countsOf: (eventId: string) => RegistrationCounts | undefined,
	servers: readonly RoomServerChoice[] | undefined,
	now: number
): Concern[] {
	const erasures = events.flatMap((event): Concern[] => {
		const count = countsOf(event.id)?.erasures ?? 0;
		return count > 0 ? [{ kind: 'erasure', event, count }] : [];
	});
	const ahead = events
		.filter((event) => phaseOf(event, now) !== 'past' && event.status !== 'cancelled')
		.flatMap((event): Concern[] => {
			const counts = countsOf(event.id);
			const roomless = !hasRoom(event, servers) && event.startsAt - now < roomBefore;
			const other = heldUpBy(event, now);
			const live = events.find(({ id }) => id === other);
			const all: Concern[] = [
				{ kind: 'held_up', event, count: other === null ? 0 : 1, live },
				{ kind: 'no_room', event, count: roomless ? 1 : 0 },
				{ kind: 'rejected', event, count: counts?.rejected ?? 0 },
				{ kind: 'unsent', event, count: counts?.unsent ?? 0 }
			];
			return all.filter((concern) => concern.count > 0);
		});
	return [...ahead, ...erasures];
}
