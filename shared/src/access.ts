import type { Event, EventRoom } from './events.ts';
import type { Registration } from './registrations.ts';

/** What an access link leads to. `invalid` covers unknown address, wrong key and revoked key alike. */
export type AccessDecision =
	| { state: 'unknown_event' }
	| { state: 'invalid' }
	| { state: 'event_cancelled' }
	| { state: 'registration_cancelled' }
	| { state: 'full' }
	| { state: 'ended' }
	| { state: 'replay_soon'; from: number }
	| { state: 'replay'; url: string }
	| { state: 'waiting' }
	| { state: 'no_room' }
	| { state: 'live'; url: string }
	| { state: 'live'; room: EventRoom };
export type AccessState = AccessDecision['state'];

type Replay = Pick<Event, 'replayUrl' | 'replayFrom' | 'replayUntil'>;
type AccessEvent = Pick<Event, 'status' | 'roomUrl' | 'room' | 'deletedAt'> & Replay;

/**
 * Decides where a link leads. The registration is the one that the address and key prove, null where
 * they prove none. Whether the event is live or over is its status alone: starting is one conditional
 * update, and the clock ends an event whose time has passed, started or not. The clock alone opens and shuts
 * the replay of what is over: nothing has to be written for it.
 */
export function decideAccess(
	event: AccessEvent | null,
	registration: Pick<Registration, 'status'> | null,
	now: number
): AccessDecision {
	if (!event || event.deletedAt !== null) return { state: 'unknown_event' };
	if (!registration) return { state: 'invalid' };
	if (event.status === 'cancelled') return { state: 'event_cancelled' };
	if (event.status === 'ended')
		return registration.status === 'cancelled' ? { state: 'ended' } : decideReplay(event, now);
	if (registration.status === 'cancelled') return { state: 'registration_cancelled' };
	if (registration.status === 'waiting_list') return { state: 'full' };
	if (event.status === 'scheduled') return { state: 'waiting' };
	if (event.roomUrl) return { state: 'live', url: event.roomUrl };
	return event.room ? { state: 'live', room: event.room } : { state: 'no_room' };
}

/** Where what is over leads: to its replay, from when until when it can be seen. */
function decideReplay({ replayUrl, replayFrom, replayUntil }: Replay, now: number): AccessDecision {
	if (!replayUrl || (replayUntil !== null && replayUntil <= now)) return { state: 'ended' };
	if (replayFrom !== null && now < replayFrom) return { state: 'replay_soon', from: replayFrom };
	return { state: 'replay', url: replayUrl };
}

/** An access key: 22 hex characters, 88 bits. */
export const keyPattern = /^[0-9a-f]{22}$/;

/** First words of paths that no organisation may take as its page name. */
export const reservedPageNames: readonly string[] = [
	'app',
	'api',
	'healthz',
	'readyz',
	'assets',
	'static',
	'public',
	'admin',
	'login',
	'mail',
	'help',
	'about',
	'legal',
	'privacy',
	'terms',
	'www'
];

/** The path of an event's registration page. */
export const eventPath = (pageName: string, permalink: string): string =>
	`/${pageName}/${permalink}`;

/**
 * A registrant's access link. The address is percent-encoded, its `+` included; hand-built links whose
 * `+` is not are understood too (`emailMeant`).
 */
export function accessLink(origin: string, path: string, email: string, key: string): string {
	return `${origin}${path}/live?${credentialsOf(email, key)}`;
}

/** What proves whose link it is, as a query. */
export const credentialsOf = (email: string, key: string): string =>
	`email=${encodeURIComponent(email)}&key=${key}`;

/** Where a registrant sees to their own registration. */
export const ownPageLink = (origin: string, path: string, email: string, key: string): string =>
	`${origin}${path}/registration?${credentialsOf(email, key)}`;

/** What a mail program posts to when its reader wants no more reminders (RFC 8058); opened, it leads to the own page. */
export const unsubscribeLink = (origin: string, path: string, email: string, key: string): string =>
	`${origin}${path}/reminders?${credentialsOf(email, key)}`;

/** The address that a decoded `email` parameter means: an unencoded `+` arrived as a space. */
export const emailMeant = (decoded: string): string =>
	decoded.trim().toLowerCase().replaceAll(' ', '+');

/** The key that a decoded `key` parameter means: copied with a blank, or typed in capitals. */
export const keyMeant = (decoded: string): string => decoded.trim().toLowerCase();
