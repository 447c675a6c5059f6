import { mayMarkArrivals } from '@foyer/shared/arrival-mutations';
import type { Event } from '@foyer/shared/events';
import { local } from '#lib/sync/local.svelte.ts';

/** Whether the user marks who comes to an event. */
export function mayMark({ id }: Pick<Event, 'id'>): boolean {
	const actor = local.membership?.actor;
	return actor !== undefined && mayMarkArrivals(actor, id);
}
