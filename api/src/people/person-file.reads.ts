import { instantText, toldInvitation, toldProfile, type Labels } from '@foyer/shared/person-file';
import { can } from '@foyer/shared/team';
import type { Context } from '../context.ts';
import { anyOf } from '../db/any-of.ts';
import { readTenant, type TenantTx } from '../db/tenant.ts';
import { readMember } from '../sync/members.reads.ts';
import { readIdsOf } from './merged.reads.ts';

interface Of {
	organisationId: string;
	personId: string;
}

/** Everything that is held of a person, to be handed to them: readable, and nothing of anybody else. */
export type PersonFile = Record<string, unknown>;

/** A person's file; null for a user who may not give it out, or where there is nobody. */
export async function readPersonFileFor(
	{ db, now }: Pick<Context, 'db' | 'now'>,
	userId: string,
	{ organisationId, personId }: Of
): Promise<PersonFile | null> {
	return readTenant(db, organisationId, async (tx) => {
		const actor = await readMember(tx, organisationId, userId, now());
		if (!actor || !can(actor, { area: 'people', level: 'manage' })) return null;
		const ids = await readIdsOf(tx, organisationId, personId);
		return ids.length === 0 ? {} : readFile(tx, { organisationId, personId }, ids, now());
	});
}

async function readFile(
	tx: TenantTx,
	{ organisationId, personId }: Of,
	ids: readonly string[],
	now: number
): Promise<PersonFile> {
	const organisation = await tx
		.selectFrom('organisations')
		.select('name')
		.where('id', '=', organisationId)
		.executeTakeFirstOrThrow();
	const people = await tx
		.selectFrom('people')
		.selectAll()
		.where('organisationId', '=', organisationId)
		.where('id', '=', anyOf(ids))
		.execute();
	const labels = await readLabels(tx, organisationId);
	const profile = (person: (typeof people)[number]) => toldProfile(person, labels);
	return {
		file: 'personal data',
		organisation: organisation.name,
		madeAt: instantText(now),
		profile: people.filter(({ id }) => id === personId).map(profile)[0] ?? null,
		mergedProfiles: people.filter(({ id }) => id !== personId).map(profile),
		registrations: await readRegistrations(tx, organisationId, ids),
		invitations: await readInvitations(tx, organisationId, ids),
		history: await readHistory(tx, organisationId, ids, labels)
	};
}

/** How groups and fields of the organisation's own are called, those that were deleted too. */
async function readLabels(tx: TenantTx, organisationId: string): Promise<Labels> {
	const groups = await tx
		.selectFrom('groups')
		.select(['id', 'name'])
		.where('organisationId', '=', organisationId)
		.execute();
	const fields = await tx
		.selectFrom('customFields')
		.select(['id', 'name'])
		.where('organisationId', '=', organisationId)
		.execute();
	return new Map([...groups, ...fields].map(({ id, name }) => [id, name]));
}

async function readRegistrations(tx: TenantTx, organisationId: string, ids: readonly string[]) {
	const rows = await tx
		.selectFrom('registrations as r')
		.innerJoin('events as e', (join) =>
			join.onRef('e.organisationId', '=', 'r.organisationId').onRef('e.id', '=', 'r.eventId')
		)
		.select([
			'r.id',
			'r.eventId',
			'e.title',
			'e.startsAt',
			'r.status',
			'r.source',
			'r.firstName',
			'r.lastName',
			'r.email',
			'r.language',
			'r.createdAt',
			'r.remindersStopped',
			'r.erasureAskedAt',
			'r.admittedAt',
			'r.ledInAt'
		])
		.where('r.organisationId', '=', organisationId)
		.where('r.personId', '=', anyOf(ids))
		.orderBy('e.startsAt')
		.execute();
	const mails = await tx
		.selectFrom('mails')
		.select(['registrationId', 'kind', 'state', 'reason', 'earlier', 'createdAt', 'updatedAt'])
		.where('organisationId', '=', organisationId)
		.where('registrationId', '=', anyOf(rows.map(({ id }) => id)))
		.orderBy('createdAt')
		.execute();
	const openings = await tx
		.selectFrom('accessLog')
		.select(['registrationId', 'at', 'method', 'state', 'automated'])
		.where('organisationId', '=', organisationId)
		.where('eventId', '=', anyOf(rows.map(({ eventId }) => eventId)))
		.where('registrationId', '=', anyOf(rows.map(({ id }) => id)))
		.orderBy('at')
		.execute();
	return rows.map(({ id, eventId: _, title, startsAt, createdAt, ...row }) => ({
		event: title,
		eventStartsAt: instantText(startsAt),
		...row,
		registeredAt: instantText(createdAt),
		erasureAskedAt: instantText(row.erasureAskedAt),
		admittedAt: instantText(row.admittedAt),
		ledInAt: instantText(row.ledInAt),
		mails: mails
			.filter(({ registrationId }) => registrationId === id)
			.map((mail) => ({
				kind: mail.kind,
				state: mail.state,
				reason: mail.reason,
				madeAt: instantText(mail.createdAt),
				changedAt: instantText(mail.updatedAt),
				earlier: mail.earlier
			})),
		linkOpened: openings
			.filter(({ registrationId }) => registrationId === id)
			.map(({ at, method, state, automated }) => ({
				at: instantText(at),
				method,
				state,
				automated
			}))
	}));
}

async function readInvitations(tx: TenantTx, organisationId: string, ids: readonly string[]) {
	const rows = await tx
		.selectFrom('invitations')
		.select(['id', 'email', 'language', 'createdAt', 'expiresAt', 'acceptedAt', 'revokedAt'])
		.where('organisationId', '=', organisationId)
		.where('personId', '=', anyOf(ids))
		.orderBy('createdAt')
		.execute();
	const invitationIds = anyOf(rows.map(({ id }) => id));
	const mails = await tx
		.selectFrom('mails')
		.select(['invitationId', 'state', 'reason', 'earlier', 'createdAt', 'updatedAt'])
		.where('organisationId', '=', organisationId)
		.where('invitationId', '=', invitationIds)
		.orderBy('createdAt')
		.execute();
	const openings = await tx
		.selectFrom('invitationOpenings')
		.select(['invitationId', 'at', 'automated'])
		.where('organisationId', '=', organisationId)
		.where('invitationId', '=', invitationIds)
		.orderBy('at')
		.execute();
	return rows.map(({ id, ...row }) => ({
		...toldInvitation(row),
		mails: mails
			.filter(({ invitationId }) => invitationId === id)
			.map(({ state, reason, earlier, createdAt, updatedAt }) => ({
				state,
				reason,
				madeAt: instantText(createdAt),
				changedAt: instantText(updatedAt),
				earlier
			})),
		linkOpened: openings
			.filter(({ invitationId }) => invitationId === id)
			.map(({ at, automated }) => ({ at: instantText(at), automated }))
	}));
}

/** Without who of the team did it: that is theirs. */
async function readHistory(
	tx: TenantTx,
	organisationId: string,
	ids: readonly string[],
	labels: Labels
) {
	const rows = await tx
		.selectFrom('personChanges')
		.select(['at', 'actor', 'deed', 'before', 'after'])
		.where('organisationId', '=', organisationId)
		.where('personId', '=', anyOf(ids))
		.where('invitationId', 'is', null)
		.orderBy('id')
		.execute();
	const readable = (values: Readonly<Record<string, unknown>> | null) =>
		values &&
		Object.fromEntries(
			Object.entries(values).map(([field, value]) => [
				field.startsWith('custom.') ? (labels.get(field.slice(7)) ?? field) : field,
				value
			])
		);
	return rows.map(({ at, actor, deed, before, after }) => ({
		at: instantText(at),
		by: actor === 'attendee' ? 'the person' : actor === null ? 'unknown' : 'the team',
		deed,
		before: readable(before),
		after: readable(after)
	}));
}
