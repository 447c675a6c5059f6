import { deriveWaitingToken, isKey } from './access-keys.ts';
import type { PublicEvent } from './access.reads.ts';

const tokens = new WeakMap<PublicEvent, string>();

/** What an event's waiting pages hold, derived once for each version of the event that the process knows. */
export function waitingTokenOf(secret: string, event: PublicEvent): string {
	let token = tokens.get(event);
	if (token === undefined) {
		token = deriveWaitingToken(secret, event.ref);
		tokens.set(event, token);
	}
	return token;
}

/** Whether who asks has been shown a waiting page of the event, as whoever has its address alone has not. */
export const waitsFor = (secret: string, event: PublicEvent, token: string | null): boolean =>
	token !== null && isKey(token, Buffer.from(waitingTokenOf(secret, event), 'latin1'));
