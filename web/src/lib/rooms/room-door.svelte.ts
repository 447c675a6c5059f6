import type { Event } from '@foyer/shared/events';
import { api, refusalOf } from '#lib/api.ts';
import { isRefusal, refusalWords } from '#lib/i18n/refusals.ts';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';

type Entry = Awaited<ReturnType<typeof api.rooms.enter.mutate>>;

/** What entering a room needs of the world; a test hands in its own. */
export interface RoomDoorParts {
	/** Makes the link by which this user enters the room now. */
	enter(ids: { organisationId: string; eventId: string }): Promise<Entry>;
	/** Opens an empty window; null where the browser lets none. */
	openWindow(): Window | null;
	/** Leads this window elsewhere. */
	leave(url: string): void;
}

const browserParts: RoomDoorParts = {
	enter: (ids) => api.rooms.enter.mutate(ids),
	openWindow: () => window.open('', '_blank'),
	leave: (url) => location.assign(url)
};

/** Leads who edits an event into its room, as a moderator, by a link that is made at the press. */
export class RoomDoor {
	readonly #parts: RoomDoorParts;
	/** The event for which a link is awaited. */
	busy = $state<string | null>(null);

	constructor(parts: RoomDoorParts = browserParts) {
		this.#parts = parts;
	}

	async open(event: Pick<Event, 'id'>): Promise<void> {
		const organisationId = local.membership?.organisation.id;
		if (this.busy || !organisationId) return;
		this.busy = event.id;
		// At once, while the browser still counts it as the press's own doing.
		const room = this.#parts.openWindow();
		if (room) room.document.title = m.rooms_opening();
		try {
			const entry = await this.#parts.enter({ organisationId, eventId: event.id });
			if (entry.outcome === 'link') this.#lead(room, entry.url);
			else this.#stay(room, m.rooms_no_answer());
		} catch (error) {
			this.#stay(room, failureWords(refusalOf(error)));
		} finally {
			this.busy = null;
		}
	}

	#lead(room: Window | null, url: string): void {
		if (!room) return this.#parts.leave(url);
		// What is opened there has no hold on the app.
		room.opener = null;
		room.location.replace(url);
	}

	#stay(room: Window | null, words: string): void {
		room?.close();
		toasts.show(words, { tone: 'refused' });
	}
}

function failureWords(refusal: string | null): string {
	if (refusal === null) return m.rooms_enter_unreachable();
	return isRefusal(refusal) ? refusalWords(refusal) : m.events_failed();
}

export const roomDoor = new RoomDoor();
