import type { RoomServerChoice } from '@foyer/shared/rooms';
import type { TenantTx } from '../db/tenant.ts';
import { unseal } from '../sealing.ts';
import type { BigBlueButtonServer } from './big-blue-button.ts';
import type { JaasServer, JitsiServer } from './jitsi.ts';

/** A room server as its host sees it again: without its secret. */
export interface RoomServer extends RoomServerChoice {
	baseUrl: string;
	appId: string | null;
	keyId: string | null;
}

/** An organisation's room servers, the oldest first. */
export const readRoomServers = (tx: TenantTx, organisationId: string): Promise<RoomServer[]> =>
	serversOf(tx, organisationId)
		.select(['id', 'kind', 'name', 'baseUrl', 'appId', 'keyId'])
		.execute();

/** The same, as who edits events chooses among them. */
export const readRoomServerChoices = (
	tx: TenantTx,
	organisationId: string
): Promise<RoomServerChoice[]> =>
	serversOf(tx, organisationId).select(['id', 'kind', 'name']).execute();

const serversOf = (tx: TenantTx, organisationId: string) =>
	tx
		.selectFrom('roomServers')
		.where('organisationId', '=', organisationId)
		.orderBy('createdAt')
		.orderBy('id');

/** A room server with what proves the organisation to it. */
export type OpenRoomServer =
	| ({ kind: 'jitsi' } & JitsiServer)
	| ({ kind: 'jaas' } & JaasServer)
	| ({ kind: 'bigbluebutton' } & BigBlueButtonServer);

/** @param secret the installation's, under which the server's own is sealed */
export async function openRoomServer(
	tx: TenantTx,
	{ organisationId, id }: { organisationId: string; id: string },
	secret: string
): Promise<OpenRoomServer | undefined> {
	const row = await tx
		.selectFrom('roomServers')
		.select(['kind', 'baseUrl', 'appId', 'keyId', 'sealed'])
		.where('organisationId', '=', organisationId)
		.where('id', '=', id)
		.executeTakeFirst();
	if (!row) return undefined;
	const { kind, baseUrl } = row;
	const [appId, keyId] = [row.appId ?? '', row.keyId ?? ''];
	const own = unseal(secret, 'room-servers', row.sealed);
	if (kind === 'jaas') return { kind, baseUrl, appId, keyId, privateKey: own };
	return { kind, baseUrl, appId, secret: own };
}

/** An event with its room, if there is one that isn't deleted. */
export const readEventInRoom = (tx: TenantTx, organisationId: string, eventId: string) =>
	tx
		.selectFrom('events')
		.select(['title', 'endsAt', 'startsBy', 'room'])
		.where('organisationId', '=', organisationId)
		.where('id', '=', eventId)
		.where('deletedAt', 'is', null)
		.executeTakeFirst();
