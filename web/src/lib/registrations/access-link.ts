import { accessLink, eventPath } from '@foyer/shared/access';
import type { Event } from '@foyer/shared/events';
import type { Registration } from '@foyer/shared/registrations';
import { local } from '#lib/sync/local.svelte.ts';

/** A registrant's own link, or why there is none to share now. */
export type OwnLink =
	{ state: 'ready'; link: string } | { state: 'waiting' | 'no_address' | 'not_held' };

/** The public address of an event's page. */
export function publicAddress(event: Pick<Event, 'permalink'>): string | null {
	const pageName = local.membership?.organisation.pageName;
	return pageName ? location.origin + eventPath(pageName, event.permalink) : null;
}

/**
 * Tells of registrants whether their access link can be handed out. Keys and addresses are the server's: while
 * something that either follows from waits to be synced, the link on this device may be about to change. What is the
 * same for all of an event's is asked once: there may be 100,000.
 */
function linkStates(event: Event): (registration: Registration) => OwnLink['state'] {
	const waits = local.waits();
	const allWait =
		waits?.isChanged('events', event.id, ['permalink']) || publicAddress(event) === null;
	return ({ id, personId, email, key }) => {
		if (!email) return 'no_address';
		const isChanged =
			waits?.isChanged('registrations', id, ['keyVersion', 'email']) ||
			waits?.isTouched('people', personId);
		if (allWait || isChanged) return 'waiting';
		return key ? 'ready' : 'not_held';
	};
}

/** The access link of a registrant. */
export function ownLink(event: Event, registration: Registration): OwnLink {
	const state = linkStates(event)(registration);
	if (state !== 'ready') return { state };
	const path = new URL(publicAddress(event) ?? '').pathname;
	const { email, key } = registration;
	return { state, link: accessLink(location.origin, path, email ?? '', key ?? '') };
}

/** The 4-digit code of a registrant, where the event opens by it. */
export const ownCode = (event: Event, { code }: Registration): string | null =>
	event.opensByCode ? (code ?? null) : null;

/** Of registrants, those whose link can be handed out now. */
export function withLink(event: Event, rows: readonly Registration[]): Registration[] {
	const stateOf = linkStates(event);
	return rows.filter((row) => row.status !== 'cancelled' && stateOf(row) === 'ready');
}

/** Of how many registrants the link can't be handed out yet. */
export function waitingLinks(event: Event, rows: readonly Registration[]): number {
	const stateOf = linkStates(event);
	return rows.reduce(
		(count, row) => (row.status !== 'cancelled' && stateOf(row) === 'waiting' ? count + 1 : count),
		0
	);
}
