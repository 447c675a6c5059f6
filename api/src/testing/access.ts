import { accessLink, eventPath } from '@foyer/shared/access';
import type { Event } from '@foyer/shared/events';
import type { PersonFields } from '@foyer/shared/people';
import type { Registration } from '@foyer/shared/registrations';
import { deriveCode, deriveKey, deriveWaitingToken } from '../access/access-keys.ts';
import { eventRef } from '../access/access.reads.ts';
import { writeAndTell, type Context } from '../context.ts';
import { makeEvent, makeOrganisation, makeRegistration } from './organisations.ts';

/** Somebody registered for an event, with their link below an origin, and their code. */
export async function makeInvited(
	context: Context,
	eventFields: Partial<Event> = {},
	personFields: Partial<PersonFields> = {}
) {
	const { organisationId, pageName } = await makeOrganisation(context.db);
	const event = await makeEvent(context.db, organisationId, eventFields);
	const registration = await makeRegistration(context.db, organisationId, event.id, personFields);
	const path = eventPath(pageName, event.permalink);
	const key = deriveKey(context.config.secret, registration.id, 1);
	const code = deriveCode(context.config.secret, registration.id, 1);
	const link = (origin: string) => accessLink(origin, path, registration.email ?? '', key);
	const token = deriveWaitingToken(context.config.secret, eventRef(organisationId, event.id));
	/** The stream of a page that waits, opened by the link. */
	const stream = (origin: string) =>
		`${origin}${path}/live/stream?token=${token}&link=${registration.id}.1`;
	return { organisationId, pageName, event, registration, path, key, code, link, token, stream };
}

/** Changes an event as any writer does, and tells. */
export const changeEvent = (
	context: Context,
	organisationId: string,
	id: string,
	fields: Partial<Event>
) =>
	writeAndTell(context, organisationId, (tx) =>
		tx
			.updateTable('events')
			.set(fields)
			.where('organisationId', '=', organisationId)
			.where('id', '=', id)
			.execute()
	);

/** Changes a registration as any writer does, and tells. */
export const changeRegistration = (
	context: Context,
	organisationId: string,
	id: string,
	fields: Partial<Omit<Registration, 'key' | 'code'>>
) =>
	writeAndTell(context, organisationId, (tx) =>
		tx
			.updateTable('registrations')
			.set(fields)
			.where('organisationId', '=', organisationId)
			.where('id', '=', id)
			.execute()
	);
