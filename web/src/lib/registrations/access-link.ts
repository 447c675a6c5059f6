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
 * The access link of a registrant. Keys and addresses are the server's: while something that either follows from
 * waits to be synced, the link on this device may be about to change, and isn't handed out.
 */
export function ownLink(event: Event, registration: Registration): OwnLink {
	const address = publicAddress(event);
	if (!registration.email) return { state: 'no_address' };
	const waits =
		local.isChanged('registrations', registration.id, ['keyVersion', 'email']) ||
		local.isChanged('events', event.id, ['permalink']) ||
		local.isWaiting('people', registration.personId);
	if (waits || !address) return { state: 'waiting' };
	if (!registration.key) return { state: 'not_held' };
	const path = new URL(address).pathname;
	return {
		state: 'ready',
		link: accessLink(location.origin, path, registration.email, registration.key)
	};
}

/** The 4-digit code of a registrant, where the event opens by it. */
export const ownCode = (event: Event, { code }: Registration): string | null =>
	event.opensByCode ? (code ?? null) : null;

/** Of registrants, those whose link can be handed out now. */
export const withLink = (event: Event, rows: readonly Registration[]): Registration[] =>
	rows.filter((row) => row.status !== 'cancelled' && ownLink(event, row).state === 'ready');
