import { createHash } from 'node:crypto';
import type { PublicEvent } from './access.reads.ts';

const revisions = new WeakMap<PublicEvent, string>();

/**
 * Changes when something changes that who waits for the event sees or is led to: they all ask again. What the
 * organizer tells them is no part of it, since it reaches them as it is. Public: it tells no address.
 */
export function revisionOf(event: PublicEvent): string {
	let revision = revisions.get(event);
	if (revision === undefined) {
		const {
			description: _,
			capacity: __,
			opensByCode: ___,
			message: ____,
			deviceLimit: _____,
			entrySpread: ______,
			startedAt: _______,
			replayFrom: ________,
			replayUntil: _________,
			roomUrl,
			room,
			replayUrl,
			...seen
		} = event;
		const told = JSON.stringify({
			...seen,
			room: roomUrl !== null || room !== null,
			replay: replayUrl !== null
		});
		revision = createHash('sha256').update(told).digest('base64url').slice(0, 12);
		revisions.set(event, revision);
	}
	return revision;
}
