import type { IncomingMessage } from 'node:http';
import type { EventRoom } from '@foyer/shared/events';
import type { Locale } from '@foyer/shared/locales';
import type { Context } from '../context.ts';
import { readHost } from '../rooms/host.reads.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { PublicEvent } from './access.reads.ts';
import type { KnownRegistration } from './known-registrations.ts';
import { localeFor } from './viewer-locale.ts';

const guests: Record<Locale, string> = { en: 'Guest', fr: 'Invité', nl: 'Gast' };

/**
 * A link into a room on a server, made for one person at the click; the organisation's host comes as host.
 * @throws RoomUnavailable
 */
export async function linkIntoRoom(
	{ context, rooms }: { context: Pick<Context, 'db' | 'now'>; rooms: Rooms },
	request: Pick<IncomingMessage, 'headers'>,
	event: PublicEvent,
	room: EventRoom,
	registration: KnownRegistration
): Promise<string> {
	const { id, firstName, lastName } = registration;
	const name = `${firstName} ${lastName}`.trim() || guests[localeFor(request, registration, event)];
	const host = await readHost(context, request.headers.cookie, event.organisation.id);
	const participant = host ?? { id, name, moderator: false, guest: true };
	return rooms.link(event.organisation.id, event, room, participant);
}
