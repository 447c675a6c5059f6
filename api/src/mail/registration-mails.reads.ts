import type { Event } from '@foyer/shared/events';
import type { Registration } from '@foyer/shared/registrations';
import type { Selectable } from 'kysely';
import type { MailsTable } from '../db/schema.ts';
import type { TenantTx } from '../db/tenant.ts';

/** All that a mail to a registrant is made from, as it is now. */
export interface MailFacts {
	mail: Pick<
		Selectable<MailsTable>,
		'organisationId' | 'id' | 'minutes' | 'movedFrom' | 'createdAt'
	> & { kind: Exclude<MailsTable['kind'], 'invitation'> };
	registration: Pick<
		Registration,
		| 'id'
		| 'firstName'
		| 'lastName'
		| 'email'
		| 'language'
		| 'status'
		| 'keyVersion'
		| 'remindersStopped'
	>;
	personDeleted: boolean;
	event: Pick<
		Event,
		| 'title'
		| 'description'
		| 'permalink'
		| 'startsAt'
		| 'endsAt'
		| 'timeZone'
		| 'language'
		| 'startsBy'
		| 'status'
		| 'deletedAt'
		| 'opensByCode'
	> & { revision: number };
	organisation: { name: string; pageName: string };
}

/** Reads a mail's facts; undefined where its row is gone. */
export async function readMailFacts(
	tx: TenantTx,
	organisationId: string,
	mailId: string
): Promise<MailFacts | undefined> {
	const mail = await tx
		.selectFrom('mails')
		.select([
			'organisationId',
			'id',
			'kind',
			'minutes',
			'movedFrom',
			'createdAt',
			'eventId',
			'registrationId'
		])
		.where('organisationId', '=', organisationId)
		.where('id', '=', mailId)
		.executeTakeFirst();
	if (!mail?.eventId || !mail.registrationId) return undefined;
	const kind = mail.kind as MailFacts['mail']['kind'];
	const registration = await tx
		.selectFrom('registrations as r')
		.innerJoin('people as p', (join) =>
			join.onRef('p.organisationId', '=', 'r.organisationId').onRef('p.id', '=', 'r.personId')
		)
		.select([
			'r.id',
			'r.firstName',
			'r.lastName',
			'r.email',
			'r.language',
			'r.status',
			'r.keyVersion',
			'r.remindersStopped',
			'p.deletedAt'
		])
		.where('r.organisationId', '=', organisationId)
		.where('r.id', '=', mail.registrationId)
		.executeTakeFirstOrThrow();
	const event = await tx
		.selectFrom('events')
		.select([
			'title',
			'description',
			'permalink',
			'startsAt',
			'endsAt',
			'timeZone',
			'language',
			'startsBy',
			'status',
			'deletedAt',
			'opensByCode',
			'revision'
		])
		.where('organisationId', '=', organisationId)
		.where('id', '=', mail.eventId)
		.executeTakeFirstOrThrow();
	const organisation = await tx
		.selectFrom('organisations')
		.select(['name', 'pageName'])
		.where('id', '=', organisationId)
		.executeTakeFirstOrThrow();
	return {
		mail: { ...mail, kind },
		registration,
		personDeleted: registration.deletedAt !== null,
		event,
		organisation
	};
}
