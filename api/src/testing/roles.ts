import { eventPath } from '@foyer/shared/access';
import type { Event } from '@foyer/shared/events';
import { roleLink, stagePath, usualRights, type EventRole } from '@foyer/shared/roles';
import { deriveRoleKey } from '../access/access-keys.ts';
import { writeAndTell, type Context } from '../context.ts';
import { makeEvent, makeOrganisation } from './organisations.ts';

/** Somebody on an event's stage, as a row. */
export async function makeRole(
	context: Context,
	organisationId: string,
	eventId: string,
	fields: Partial<Omit<EventRole, 'key'>> = {}
) {
	const kind = fields.kind ?? 'presenter';
	const role = {
		id: context.newId(),
		eventId,
		kind,
		name: 'Ada Lovelace',
		email: 'ada@example.org',
		rights: usualRights[kind],
		keyVersion: 1,
		sentBy: null,
		sentAt: null,
		mailState: 'not_sent' as const,
		mailReason: null,
		mailAt: null,
		revokedAt: null,
		createdAt: 0,
		...fields
	};
	await context.db
		.insertInto('eventRoles')
		.values({ organisationId, ...role })
		.execute();
	const key = deriveRoleKey(context.config.secret, organisationId, role.id, role.keyVersion);
	return { ...role, key };
}

/** An event with somebody on its stage, their link, and what its pages are sent to. */
export async function makeStaged(
	context: Context,
	eventFields: Partial<Event> = {},
	roleFields: Partial<Omit<EventRole, 'key'>> = {}
) {
	const { organisationId, pageName, host } = await makeOrganisation(context.db);
	const event = await makeEvent(context.db, organisationId, eventFields);
	const role = await makeRole(context, organisationId, event.id, roleFields);
	const path = eventPath(pageName, event.permalink);
	const link = (origin: string, { id, key } = role) => roleLink(origin, path, id, key);
	const stage = (origin: string, deed: string) => `${origin}${stagePath(path)}/${deed}`;
	return { organisationId, pageName, host, event, role, path, link, stage };
}

/** Changes a role as any writer does, and tells. */
export const changeRole = (
	context: Context,
	organisationId: string,
	id: string,
	fields: Partial<Omit<EventRole, 'key'>>
) =>
	writeAndTell(context, organisationId, (tx) =>
		tx
			.updateTable('eventRoles')
			.set(fields)
			.where('organisationId', '=', organisationId)
			.where('id', '=', id)
			.execute()
	);
