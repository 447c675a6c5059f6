import { keyMeant } from '@foyer/shared/access';
import type { Link } from './places.reads.ts';

/** What an address at or below an event's `/live` names. */
export interface AccessAddress {
	/** The path of the event. */
	event: string;
	/** As given, decoded; null where the address has none. */
	email: string | null;
	key: string | null;
	/** What a waiting page brings along (`waiting-token.ts`). */
	token: string | null;
	/** By which link the waiting page was opened that brings the token along. */
	link: OpenedBy | null;
}

/** A registration, and the version of its key. */
export type OpenedBy = Omit<Link, 'organisationId'>;

/** An address, and what is asked for: the link itself, the event's present state, the stream of who waits, or that of who has a place. */
export interface PlainAddress extends AccessAddress {
	what: 'link' | 'state' | 'stream' | 'place';
}

/** A link as it is mailed: what nearly all requests at an event's start ask for. */
const mailed = /^(\/[a-z0-9-]+\/[a-z0-9-]+)\/live\?email=([^&#+]*)&key=([0-9a-f]*)$/;
const plain = /^(\/[a-z0-9-]+\/[a-z0-9-]+)\/live(?:\/(state|stream|place))?(\?[^#]*)?$/;

/**
 * Reads a request's target in the forms that links have. Null where it has another one: no access link, or
 * one written so oddly (`/%6frg`, `/./org`) that the web framework is left to find out what is meant.
 */
export function plainAddress(target: string): PlainAddress | null {
	const link = mailedAddress(target);
	if (link) return link;
	const match = plain.exec(target);
	if (!match) return null;
	const [, event = '', what = 'link', query = ''] = match;
	return { event, what: what as PlainAddress['what'], ...credentials(query) };
}

function mailedAddress(target: string): PlainAddress | null {
	const match = mailed.exec(target);
	if (!match) return null;
	const [, event = '', email = '', key = ''] = match;
	try {
		return { event, what: 'link', email: decodeURIComponent(email), key, token: null, link: null };
	} catch {
		return null;
	}
}

/** Reads what proves somebody from a query. Percent-encoding that means nothing stays as it is. */
export function credentials(query: string): Omit<AccessAddress, 'event'> {
	const parameters = new URLSearchParams(query);
	const key = parameters.get('key');
	return {
		email: parameters.get('email'),
		key: key && keyMeant(key),
		token: parameters.get('token'),
		link: openedBy(parameters.get('link') ?? '')
	};
}

const opened = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{1,9})$/;

/** How a waiting page names the link that it was opened by. It proves nothing, and opens nothing. */
export const nameOfOpened = ({ registrationId, keyVersion }: OpenedBy): string =>
	`${registrationId}.${keyVersion}`;

function openedBy(name: string): OpenedBy | null {
	const [, registrationId, keyVersion] = opened.exec(name) ?? [];
	return registrationId === undefined ? null : { registrationId, keyVersion: Number(keyVersion) };
}
