import type { Event } from '@foyer/shared/events';
import type { EventRole } from '@foyer/shared/roles';
import type { TenantTx } from '../db/tenant.ts';
import type { RoleMailRow } from './role-mails.writes.ts';

/** What the mail with a role's link is written from. */
export interface RoleMailFacts {
	role: Pick<EventRole, 'id' | 'kind' | 'name' | 'email' | 'keyVersion' | 'revokedAt'>;
	event: Pick<
		Event,
		| 'title'
		| 'permalink'
		| 'startsAt'
		| 'endsAt'
		| 'timeZone'
		| 'language'
		| 'status'
		| 'startsBy'
		| 'deletedAt'
	>;
	organisation: { id: string; name: string; pageName: string };
}

export async function readRoleMailFacts(
	tx: TenantTx,
	{ organisationId, roleId }: RoleMailRow
): Promise<RoleMailFacts | undefined> {
	const role = await tx
		.selectFrom('eventRoles')
		.select(['id', 'eventId', 'kind', 'name', 'email', 'keyVersion', 'revokedAt'])
		.where('organisationId', '=', organisationId)
		.where('id', '=', roleId)
		.executeTakeFirst();
	if (!role) return undefined;
	const event = await tx
		.selectFrom('events')
		.select([
			'title',
			'permalink',
			'startsAt',
			'endsAt',
			'timeZone',
			'language',
			'status',
			'startsBy',
			'deletedAt'
		])
		.where('organisationId', '=', organisationId)
		.where('id', '=', role.eventId)
		.executeTakeFirstOrThrow();
	const organisation = await tx
		.selectFrom('organisations')
		.select(['id', 'name', 'pageName'])
		.where('id', '=', organisationId)
		.executeTakeFirstOrThrow();
	return { role, event, organisation };
}
