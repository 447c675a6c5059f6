import { sql } from 'kysely';
import { maySeeInvitations } from '@foyer/shared/invitations';
import { can } from '@foyer/shared/team';
import {
	invitationDeeds,
	mailWay,
	sittings,
	unseenFields,
	type FieldChange,
	type NotedChange,
	type OpeningKind,
	type Timeline,
	type TimelineActor,
	type TimelineEntry
} from '@foyer/shared/timeline';
import type { Context } from '../context.ts';
import { anyOf } from '../db/any-of.ts';
import type { Db } from '../db/database.ts';
import { readTenant, type TenantTx } from '../db/tenant.ts';
import { readMember } from '../sync/members.reads.ts';
import { readIdsOf } from './merged.reads.ts';

interface Asked {
	organisationId: string;
	personId: string;
	/** What concerns one event alone, for who may see no more; null: everything. */
	eventId: string | null;
	/** Whether older entries are asked for too. */
	older?: boolean | undefined;
}

/** The most rows of a kind, and where older ones are asked for too. */
const usual = 200;
const mostOlder = 5000;

/**
 * What happened to a person: all of it for who sees the directory, and for who sees the people of one event that
 * event's part. Null for a user who sees neither.
 */
export async function readTimelineFor(
	{ db, now }: Pick<Context, 'db' | 'now'>,
	userId: string,
	asked: Asked
): Promise<Timeline | null> {
	const { organisationId, eventId } = asked;
	const rows = await readTenant(db, organisationId, async (tx) => {
		const actor = await readMember(tx, organisationId, userId, now());
		const need = { area: 'people', level: 'view' } as const;
		if (!actor || !can(actor, eventId === null ? need : { ...need, eventId })) return null;
		return readRows(tx, asked, eventId === null && maySeeInvitations(actor));
	});
	return rows && toTimeline(rows, await readNames(db, rows.changes));
}

type Rows = Awaited<ReturnType<typeof readRows>>;

/** @param invitations whether what became of invitations is told */
async function readRows(
	tx: TenantTx,
	{ organisationId, personId, eventId, older }: Asked,
	invitations: boolean
) {
	const most = older ? mostOlder : usual;
	const ids = await readIdsOf(tx, organisationId, personId);
	const registrations = await tx
		.selectFrom('registrations')
		.select(['id', 'eventId', 'source', 'createdAt'])
		.where('organisationId', '=', organisationId)
		.where('personId', '=', anyOf(ids))
		.$if(eventId !== null, (query) => query.where('eventId', '=', eventId ?? ''))
		.execute();
	const registrationIds = registrations.map(({ id }) => id);
	const changes = await tx
		.selectFrom('personChanges')
		.selectAll()
		.where('organisationId', '=', organisationId)
		.where('personId', '=', anyOf(ids))
		.where(({ eb, or }) =>
			or([
				eb('registrationId', '=', anyOf(registrationIds)),
				...(eventId === null ? [eb('registrationId', 'is', null)] : [])
			])
		)
		.$if(!invitations, (query) => query.where('invitationId', 'is', null))
		.orderBy('id', 'desc')
		.limit(most)
		.execute();
	const mails = await tx
		.selectFrom('mails')
		.select(['eventId', 'kind', 'minutes', 'state', 'reason', 'earlier', 'updatedAt as at'])
		.where('organisationId', '=', organisationId)
		.where('registrationId', '=', anyOf(registrationIds))
		.orderBy('updatedAt', 'desc')
		.limit(most)
		.execute();
	const openings = await tx
		.selectFrom('accessLog')
		.select(['eventId', 'at', 'state', 'automated'])
		.where('organisationId', '=', organisationId)
		.where('eventId', '=', anyOf(registrations.map((row) => row.eventId)))
		.where('registrationId', '=', anyOf(registrationIds))
		// What machines did is told beside the link that it was done with.
		.$if(eventId === null, (query) =>
			query.where('method', '=', 'GET').where('automated', '=', sql<boolean>`false`)
		)
		.orderBy('at', 'desc')
		.limit(most)
		.execute();
	// To who is told of the person, a name is a field like others.
	const renamings =
		eventId === null
			? []
			: await tx
					.selectFrom('ownChanges')
					.select(['eventId', 'before', 'at'])
					.where('organisationId', '=', organisationId)
					.where('registrationId', '=', anyOf(registrationIds))
					.where('change', '=', 'renamed')
					.orderBy('id', 'desc')
					.limit(most)
					.execute();
	const invited = invitations ? await readInvitations(tx, organisationId, ids, most) : null;
	const all = [changes, mails, openings, invited?.mails ?? [], invited?.openings ?? []];
	const more = all.some(({ length }) => length === most);
	return { person: personId, registrations, changes, mails, openings, renamings, invited, more };
}

/** The mails of a person's invitations, and when their links were opened. */
async function readInvitations(
	tx: TenantTx,
	organisationId: string,
	personIds: readonly string[],
	most: number
) {
	const invitations = await tx
		.selectFrom('invitations')
		.select('id')
		.where('organisationId', '=', organisationId)
		.where('personId', '=', anyOf(personIds))
		.execute();
	const ids = invitations.map(({ id }) => id);
	const mails = await tx
		.selectFrom('mails')
		.select(['kind', 'minutes', 'state', 'reason', 'earlier', 'updatedAt as at'])
		.where('organisationId', '=', organisationId)
		.where('invitationId', '=', anyOf(ids))
		.orderBy('updatedAt', 'desc')
		.limit(most)
		.execute();
	const openings = await tx
		.selectFrom('invitationOpenings')
		.select(['invitationId', 'at', 'automated'])
		.where('organisationId', '=', organisationId)
		.where('invitationId', '=', anyOf(ids))
		.orderBy('at', 'desc')
		.limit(most)
		.execute();
	return { mails, openings };
}

/** How the users who changed something are called. */
async function readNames(db: Db, changes: Rows['changes']): Promise<Map<string, string>> {
	const ids = [
		...new Set(changes.flatMap(({ actor }) => (actor && isUserId(actor) ? [actor] : [])))
	];
	if (ids.length === 0) return new Map();
	const users = await db
		.selectFrom('users')
		.select(['id', 'name'])
		.where('id', '=', anyOf(ids))
		.execute();
	return new Map(users.map(({ id, name }) => [id, name]));
}

const isUserId = (actor: string): boolean => actor !== 'attendee';

function actorOf(actor: string | null, names: ReadonlyMap<string, string>): TimelineActor {
	if (actor === null) return { kind: 'unknown' };
	return isUserId(actor) ? { kind: 'user', name: names.get(actor) ?? null } : { kind: 'attendee' };
}

/** A column's name as rows have it; those of the organisation's own fields stay. */
const fieldOf = (column: string): string =>
	column.startsWith('custom.')
		? column
		: column.replace(/_(.)/g, (_all, letter: string) => letter.toUpperCase());

/** What was noted of a change, field by field. */
export const fieldChanges = ({
	before,
	after
}: Pick<Rows['changes'][number], 'before' | 'after'>) =>
	Object.entries(after ?? {}).map(([column, value]): FieldChange => ({
		field: fieldOf(column),
		before: before?.[column] ?? null,
		after: value
	}));

const kindOfState: Partial<Record<string, OpeningKind>> = {
	waiting: 'waited',
	no_room: 'waited',
	live: 'let_in',
	replay: 'replay'
};

const openingKind = ({ state, automated }: Rows['openings'][number]): OpeningKind =>
	automated ? 'machine' : (kindOfState[state] ?? 'looked');

function toTimeline(rows: Rows, names: ReadonlyMap<string, string>): Timeline {
	const entries = [
		...changesOf(rows, names),
		...rows.mails.map(mailEntry),
		...sittings(
			rows.openings.toReversed().map((opening) => ({
				eventId: opening.eventId,
				at: opening.at,
				kind: openingKind(opening)
			})),
			({ eventId }) => eventId
		).map((sitting) => ({ entry: 'opened' as const, ...sitting })),
		...(rows.invited ? invitedEntries(rows.invited) : []),
		...rows.renamings.map((renaming) => ({
			entry: 'renamed' as const,
			by: { kind: 'attendee' as const },
			...renaming
		}))
	];
	return { entries: entries.sort((a, b) => b.at - a.at), more: rows.more };
}

/** One mail is one entry, with the way to where it stands. */
function mailEntry({ kind, earlier, ...mail }: Rows['mails'][number]): TimelineEntry {
	const steps = earlier.map(({ at, ...step }) => ({ ...step, at: Date.parse(at) }));
	return { entry: 'mail', mail: kind, ...mail, way: mailWay(steps, mail.state) };
}

/** Of mails and openings, those of invitations. */
function invitedEntries({ mails, openings }: NonNullable<Rows['invited']>): TimelineEntry[] {
	const opened = openings.toReversed().map((opening) => ({
		...opening,
		kind: opening.automated ? ('machine' as const) : ('looked' as const)
	}));
	return [
		...mails.map((mail) => mailEntry({ eventId: null, ...mail })),
		...sittings(opened, ({ invitationId }) => invitationId).map(({ at, count, automated }) => ({
			entry: 'invitation_opened' as const,
			at,
			count,
			automated
		}))
	];
}

function changesOf(
	{ person, registrations, changes }: Rows,
	names: ReadonlyMap<string, string>
): TimelineEntry[] {
	const eventOf = new Map(registrations.map(({ id, eventId }) => [id, eventId]));
	const inOrder = changes.filter((row) => row.invitationId === null).toReversed();
	const ofInvitations = changes.toReversed().flatMap((row) => {
		const { invitationId, at, actor, after } = row;
		if (invitationId === null) return [];
		const noted = after === null ? null : fieldChanges(row);
		return [{ invitationId, at, by: actorOf(actor, names), changes: noted }];
	});
	// Who was merged goes and comes back with the person: that is told once.
	const isEcho = ({ personId, after }: (typeof inOrder)[number]) =>
		personId !== person && Object.keys(after ?? {}).join() === 'deleted_at';
	const ofPerson = inOrder.filter(
		(row) => row.registrationId === null && row.after !== null && !isEcho(row)
	);
	const noted = ofPerson.map((row) => notedOf(row, names));
	const unseen = unseenFields(
		ofPerson.map((row) => ({ ...notedOf(row, names), clientId: row.clientId }))
	);
	const registeredBy = new Map(
		inOrder
			.filter((row) => row.registrationId !== null && row.after === null)
			.map((row) => [row.registrationId, actorOf(row.actor, names)])
	);
	return [
		...invitationDeeds(ofInvitations),
		...noted.map((change, n) => ({
			entry: 'changed' as const,
			...change,
			unseen: unseen[n] ?? []
		})),
		...inOrder.flatMap((row): TimelineEntry[] => {
			const { registrationId, after, at, actor, deed } = row;
			if (registrationId === null)
				return after === null ? [{ entry: 'added', at, by: actorOf(actor, names), deed }] : [];
			const eventId = eventOf.get(registrationId);
			// That it moved with who was merged is told of the person.
			const isMove = Object.keys(after ?? {}).join() === 'person_id';
			if (after === null || eventId === undefined || isMove) return [];
			const { changes, ...noted } = notedOf(row, names);
			const others = changes.filter(({ field }) => !ofArrivals.has(field));
			return [
				...arrivalsIn({ changes, ...noted }).map((arrival) => ({ ...arrival, eventId })),
				...(others.length > 0
					? [{ entry: 'registration_changed' as const, eventId, ...noted, changes: others }]
					: [])
			];
		}),
		...registrations.map(({ id, eventId, source, createdAt }): TimelineEntry => {
			const by = registeredBy.get(id) ?? { kind: source === 'page' ? 'attendee' : 'unknown' };
			return { entry: 'registered', at: createdAt, by, eventId, source };
		})
	];
}

const ofArrivals: ReadonlySet<string> = new Set(['admittedAt', 'admissionId', 'ledInAt']);

/** Who came, or didn't, by what was noted of a registration. */
function arrivalsIn({ at, by, changes }: NotedChange) {
	const of = (name: string) => changes.find(({ field }) => field === name);
	const admitted = of('admittedAt')?.after;
	if (typeof admitted === 'string')
		return [{ entry: 'arrived' as const, at: Date.parse(admitted), by }];
	const isGone = (['admittedAt', 'ledInAt'] as const).some((name) => of(name)?.after === null);
	return isGone ? [{ entry: 'arrival_taken_back' as const, at, by }] : [];
}

function notedOf(row: Rows['changes'][number], names: ReadonlyMap<string, string>): NotedChange {
	const { id, personId, at, actor, deed, occurredAt } = row;
	return {
		id,
		personId,
		at,
		by: actorOf(actor, names),
		deed,
		occurredAt,
		changes: fieldChanges(row)
	};
}
