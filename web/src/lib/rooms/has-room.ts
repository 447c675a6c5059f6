import type { Event } from '@foyer/shared/events';
import type { RoomServerChoice } from '@foyer/shared/rooms';

/**
 * Whether an event has a room that can be entered, as far as this device knows: its server may have been taken away.
 * @param servers undefined where this device doesn't know them
 */
export const hasRoom = (
	{ roomUrl, room }: Pick<Event, 'roomUrl' | 'room'>,
	servers: readonly RoomServerChoice[] | undefined
): boolean =>
	roomUrl !== null || (room !== null && (servers?.some(({ id }) => id === room.server) ?? true));
