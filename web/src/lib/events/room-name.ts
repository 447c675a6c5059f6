import { suggestPermalink } from '@foyer/shared/events';

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A name for an event's room that no other room on the server has: after its address, with letters by chance. */
export function suggestRoomName(permalink: string): string {
	const chance = crypto.getRandomValues(new Uint8Array(6));
	const end = Array.from(chance, (byte) => letters[byte % letters.length]).join('');
	return `${suggestPermalink(permalink)}-${end}`;
}
