import { keyMeant } from '@foyer/shared/access';

/** What an address at or below an event's `/live` names. */
export interface AccessAddress {
	/** The path of the event. */
	event: string;
	/** As given, decoded; null where the address has none. */
	email: string | null;
	key: string | null;
	/** What a waiting page brings along (`waiting-token.ts`). */
	token: string | null;
}

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
		return { event, what: 'link', email: decodeURIComponent(email), key, token: null };
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
		token: parameters.get('token')
	};
}
