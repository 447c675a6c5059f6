import { sql } from 'kysely';
import { accessLink, eventPath } from '@foyer/shared/access';
import type { CustomField } from '@foyer/shared/custom-fields';
import { exportWords } from '@foyer/shared/export-words';
import {
	mayExport,
	mayExportLinks,
	peopleExport,
	registrantExport,
	shownOf,
	exportCells,
	type ExportCell,
	type ExportColumn,
	type ExportedRegistration,
	type ExportRequest,
	type Profile
} from '@foyer/shared/exports';
import type { Group } from '@foyer/shared/groups';
import { maySeeInvitations, type InvitedState } from '@foyer/shared/invitations';
import type { Person } from '@foyer/shared/people';
import { can, type MemberActor } from '@foyer/shared/team';
import { deriveKey } from '../access/access-keys.ts';
import type { Config } from '../config.ts';
import type { TenantTx } from '../db/tenant.ts';
import { readInvitedStates } from '../invitations/invited-states.reads.ts';
import { readMember } from '../sync/members.reads.ts';

/** What a file is made of: its columns, and its rows some at a time. */
export interface ExportSource {
	/** Without its ending. */
	name: string;
	/** The event's title; null: of the organisation's people. */
	title: string | null;
	organisation: string;
	headers: string[];
	/** Whether it holds what lets people in. */
	opens: boolean;
	pages(): AsyncIterable<ExportPage>;
}

interface ExportPage {
	rows: ExportCell[][];
	/** The registrations whose keys stand in it. */
	opened: string[];
}

interface Asked extends ExportRequest {
	userId: string;
}

/** Rows of one page: while a file is made of them, who calls the process waits, some ten milliseconds. */
const pageRows = 250;

/**
 * Opens what a member may export, by their rights in the transaction's snapshot; null where they may not, or
 * where the event is gone.
 */
export async function openSource(
	tx: TenantTx,
	asked: Asked,
	config: Pick<Config, 'secret' | 'publicUrl'>,
	now: number
): Promise<ExportSource | null> {
	const { organisationId, userId, eventId } = asked;
	const actor = await readMember(tx, organisationId, userId, now);
	if (!actor || !mayExport(actor, eventId)) return null;
	return eventId === null
		? openPeople(tx, actor, asked)
		: openRegistrants(tx, actor, asked, config);
}

const chosen = <Row>(all: ExportColumn<Row>[], columns: readonly string[] | null) =>
	columns === null ? all : shownOf(all, columns);

async function openPeople(tx: TenantTx, actor: MemberActor, asked: Asked): Promise<ExportSource> {
	const { organisationId, columns, locale } = asked;
	const organisation = await readOrganisation(tx, organisationId);
	const words = exportWords[locale];
	const known = {
		fields: await readFields(tx, organisationId),
		groups: await readGroups(tx, organisationId),
		timeZone: organisation.timeZone,
		invitedOf: await readInvitedOf(tx, actor, asked)
	};
	const list = chosen(peopleExport(known, words), columns);
	return {
		name: words.people,
		title: null,
		organisation: organisation.name,
		headers: list.map(({ header }) => header),
		opens: false,
		async *pages() {
			for await (const rows of pagesOf<Person>(tx, everybody(organisationId)))
				yield { rows: rows.map((row) => exportCells(list, row)), opened: [] };
		}
	};
}

/** Where people stand as who is invited, for who may see it where it is asked for; undefined for others. */
async function readInvitedOf(
	tx: TenantTx,
	actor: MemberActor,
	{ organisationId, columns }: Asked
): Promise<((personId: string) => InvitedState) | undefined> {
	const wanted = columns === null || columns.includes('invitation');
	if (!wanted || !maySeeInvitations(actor)) return undefined;
	const states = await readInvitedStates(tx, organisationId);
	return (personId) => states.get(personId) ?? 'none';
}

/** A registration with what the columns say besides. */
type Row = ExportedRegistration & Profile & { id: string; keyVersion: number };

async function openRegistrants(
	tx: TenantTx,
	actor: MemberActor,
	{ organisationId, eventId, columns, locale }: Asked,
	{ secret, publicUrl }: Pick<Config, 'secret' | 'publicUrl'>
): Promise<ExportSource | null> {
	const event = await tx
		.selectFrom('events')
		.select(['id', 'title', 'permalink', 'timeZone'])
		.where('organisationId', '=', organisationId)
		.where('id', '=', eventId ?? '')
		.where('deletedAt', 'is', null)
		.executeTakeFirst();
	if (!event) return null;
	const organisation = await readOrganisation(tx, organisationId);
	const path = eventPath(organisation.pageName, event.permalink);
	const accessOf = ({ id, email, keyVersion }: Row) => {
		if (!email) return null;
		const key = deriveKey(secret, id, keyVersion);
		return { key, link: accessLink(publicUrl, path, email, key) };
	};
	const seesDirectory = can(actor, { area: 'people', level: 'view' });
	const known = {
		fields: await readFields(tx, organisationId),
		groups: await readGroups(tx, organisationId),
		timeZone: event.timeZone,
		profileOf: seesDirectory ? (row: Row) => row : undefined,
		accessOf: mayExportLinks(actor, event.id) ? accessOf : undefined
	};
	const list = chosen(registrantExport(known, exportWords[locale]), columns);
	const opens = list.some((column) => column.opens);
	return {
		name: event.permalink,
		title: event.title,
		organisation: organisation.name,
		headers: list.map(({ header }) => header),
		opens,
		async *pages() {
			for await (const rows of pagesOf<Row>(tx, registered(organisationId, event.id)))
				yield {
					rows: rows.map((row) => exportCells(list, row)),
					opened: opens ? rows.filter(isReachable).map(({ id }) => id) : []
				};
		}
	};
}

/** Whether a file with links holds this one's. */
const isReachable = ({ email, status }: Row): boolean => email !== null && status !== 'cancelled';

/** In the order in which they came. */
const everybody = (organisationId: string) => sql`
	select id, first_name, last_name, company, language, email, phone, note, created_at, group_ids, custom
	from people
	where organisation_id = ${organisationId} and deleted_at is null and merged_into is null
	order by created_at, id
`;

/** In the order in which they came; with the profile of whom somebody who was merged stands for. */
const registered = (organisationId: string, eventId: string) => sql`
	select r.id, r.person_id, r.first_name, r.last_name, r.email, r.language, r.status, r.mail_state, r.source, r.created_at, r.admitted_at, r.led_in_at,
		r.group_ids, r.key_version, m.company, m.phone, m.note, m.custom
	from registrations r
	join people p on p.organisation_id = r.organisation_id and p.id = r.person_id
	join people m on m.organisation_id = p.organisation_id and m.id = case when p.merged_into is null then p.id else (
		with recursive meant as (
			select id, merged_into from people where organisation_id = ${organisationId} and id = p.merged_into
			union
			select n.id, n.merged_into from people n join meant on n.id = meant.merged_into
			where n.organisation_id = ${organisationId}
		)
		select id from meant where merged_into is null
	) end
	where r.organisation_id = ${organisationId} and r.event_id = ${eventId}
	order by r.created_at, r.id
`;

/** The rows of a query, of which no more than a page is in memory here. */
async function* pagesOf<R>(tx: TenantTx, query: ReturnType<typeof sql>): AsyncGenerator<R[]> {
	await sql`declare export_rows no scroll cursor for ${query}`.execute(tx);
	for (;;) {
		const { rows } = await sql<R>`fetch ${sql.lit(pageRows)} from export_rows`.execute(tx);
		if (rows.length > 0) yield rows;
		if (rows.length < pageRows) break;
	}
	await sql`close export_rows`.execute(tx);
}

const readOrganisation = (tx: TenantTx, organisationId: string) =>
	tx
		.selectFrom('organisations')
		.select(['name', 'pageName', 'timeZone'])
		.where('id', '=', organisationId)
		.executeTakeFirstOrThrow();

const readFields = (tx: TenantTx, organisationId: string): Promise<CustomField[]> =>
	tx
		.selectFrom('customFields')
		.select(['id', 'name', 'kind', 'choices', 'position', 'createdAt', 'deletedAt'])
		.where('organisationId', '=', organisationId)
		.where('deletedAt', 'is', null)
		.orderBy('position')
		.orderBy('name')
		.execute();

const readGroups = (tx: TenantTx, organisationId: string): Promise<Group[]> =>
	tx
		.selectFrom('groups')
		.select(['id', 'name', 'smart', 'rule', 'createdAt', 'deletedAt'])
		.where('organisationId', '=', organisationId)
		.where('deletedAt', 'is', null)
		.execute();
