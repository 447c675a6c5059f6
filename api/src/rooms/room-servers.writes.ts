import { jaasUrl, type RoomServerFields } from '@foyer/shared/rooms';
import type { TenantTx } from '../db/tenant.ts';
import { seal } from '../sealing.ts';

interface Key {
	organisationId: string;
	id: string;
}

/** The columns that say how the server is reached; its secret stands apart. */
const columnsOf = (server: RoomServerFields) => ({
	kind: server.kind,
	name: server.name,
	baseUrl: server.kind === 'jaas' ? jaasUrl : server.baseUrl,
	appId: server.kind === 'bigbluebutton' ? null : server.appId,
	keyId: server.kind === 'jaas' ? server.keyId : null
});

/** @param secret the installation's, under which the server's own is sealed */
export async function addRoomServer(
	tx: TenantTx,
	key: Key,
	server: RoomServerFields & { secret: string },
	{ secret, now }: { secret: string; now: number }
): Promise<void> {
	await tx
		.insertInto('roomServers')
		.values({
			...key,
			...columnsOf(server),
			sealed: seal(secret, 'room-servers', server.secret),
			createdAt: now
		})
		.execute();
}

/** Changes a server; its kind stays. @returns whether there was one to change */
export async function changeRoomServer(
	tx: TenantTx,
	{ organisationId, id }: Key,
	server: RoomServerFields,
	secret: string
): Promise<boolean> {
	const sealed =
		server.secret === null ? {} : { sealed: seal(secret, 'room-servers', server.secret) };
	const { numUpdatedRows } = await tx
		.updateTable('roomServers')
		.set({ ...columnsOf(server), ...sealed })
		.where('organisationId', '=', organisationId)
		.where('id', '=', id)
		.where('kind', '=', server.kind)
		.executeTakeFirst();
	return numUpdatedRows > 0n;
}

export async function removeRoomServer(
	tx: TenantTx,
	{ organisationId, id }: Key
): Promise<boolean> {
	const { numDeletedRows } = await tx
		.deleteFrom('roomServers')
		.where('organisationId', '=', organisationId)
		.where('id', '=', id)
		.executeTakeFirst();
	return numDeletedRows > 0n;
}
