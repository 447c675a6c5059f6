import type { RoomServerFields } from '@foyer/shared/rooms';
import type { Context } from '../context.ts';
import { writeTenant } from '../db/tenant.ts';
import { addRoomServer } from '../rooms/room-servers.writes.ts';

export const aRoomServer = {
	kind: 'jitsi',
	name: 'The house’s Jitsi',
	baseUrl: 'https://meet.example.org',
	appId: 'foyer',
	secret: 'a secret of the room server'
} as const satisfies RoomServerFields;

/** A room server of an organisation. @returns its id */
export async function makeRoomServer(
	context: Context,
	organisationId: string,
	server: RoomServerFields & { secret: string } = aRoomServer
): Promise<string> {
	const id = context.newId();
	await writeTenant(context.db, organisationId, (tx) =>
		addRoomServer(tx, { organisationId, id }, server, {
			secret: context.config.secret,
			now: context.now()
		})
	);
	return id;
}
