import type { RoomServerKind } from '@foyer/shared/rooms';
import type { TenantTx } from '../db/tenant.ts';

/** A room server as its host sees it again: without its secret. */
export interface RoomServer {
	id: string;
	kind: RoomServerKind;
	name: string;
	baseUrl: string;
	appId: string | null;
	keyId: string | null;
}

/** An organisation's room servers, the oldest first. */
export const readRoomServers = (tx: TenantTx, organisationId: string): Promise<RoomServer[]> =>
	tx
		.selectFrom('roomServers')
		.select(['id', 'kind', 'name', 'baseUrl', 'appId', 'keyId'])
		.where('organisationId', '=', organisationId)
		.orderBy('createdAt')
		.orderBy('id')
		.execute();
