import { sql } from 'kysely';
import type { ImportPart, ImportTrace, MadeGroup } from '@foyer/shared/imports';
import { longestBatch } from '@foyer/shared/mutation';
import type { RegistrationStatus } from '@foyer/shared/registrations';
import { anyOf } from '../db/any-of.ts';
import type { TenantTx } from '../db/tenant.ts';
import { fieldChanges } from '../people/timeline.reads.ts';

/**
 * Whom a part of an import made or changed, and what came after it: from what was noted of people, so that no
 * other writer goes unseen. The rows are locked.
 */
export async function readImported(
	tx: TenantTx,
	organisationId: string,
	{ importId, part }: ImportPart,
	eventId: string | null
): Promise<ImportTrace[]> {
	const noted = await tx
		.selectFrom('personChanges')
		.select(['id', 'personId', 'registrationId', 'before', 'after'])
		.where('organisationId', '=', organisationId)
		.where('importId', '=', importId)
		.where('importPart', '=', part)
		.orderBy('id', 'desc')
		.execute();
	const ids = [...new Set(noted.map(({ personId }) => personId))].sort();
	if (ids.length === 0) return [];
	const people = await tx
		.selectFrom('people')
		.selectAll()
		.where('organisationId', '=', organisationId)
		.where('id', '=', anyOf(ids))
		.orderBy('id')
		.forUpdate()
		.execute();
	const registrations = await readRegistrations(tx, organisationId, noted);
	const since = await readSince(tx, organisationId, importId, ids);
	const mailed = await readMailed(tx, organisationId, importId, registrationIdsOf(noted));
	const takenOut = await readTakenOut(tx, organisationId, registrationIdsOf(noted));
	const opened = await readOpened(tx, organisationId, eventId, noted);
	const byPerson = Map.groupBy(noted, ({ personId }) => personId);
	return people.map((person): ImportTrace => {
		const own = byPerson.get(person.id) ?? [];
		const ofPerson = own.filter(({ registrationId }) => registrationId === null);
		// The latest first, so the first is what it left.
		const registered = own.find(
			({ registrationId, after }) =>
				registrationId !== null && (after === null || 'status' in after)
		);
		const row = registrations.get(registered?.registrationId ?? '');
		return {
			person,
			made: ofPerson.some(({ after }) => after === null),
			touched: since.people.has(person.id),
			changes: ofPerson.flatMap((one) => (one.after === null ? [] : fieldChanges(one))),
			registration:
				registered && row
					? {
							row,
							after: (registered.after?.['status'] as RegistrationStatus | undefined) ?? row.status,
							opened: opened.has(row.id),
							touched: since.registrations.has(row.id),
							mailed: mailed.confirmed.has(row.id),
							unheard:
								registered.after === null && !mailed.told.has(row.id) && !takenOut.has(row.id)
						}
					: null
		};
	});
}

/**
 * The groups that an import made and nobody changed since, with who is in them. The rows are locked: whoever is
 * being added to one waits.
 */
export async function readGroupsMade(
	tx: TenantTx,
	organisationId: string,
	importId: string
): Promise<MadeGroup[]> {
	const groups = await tx
		.selectFrom('groups')
		.select('id')
		.where('organisationId', '=', organisationId)
		.where('importId', '=', importId)
		.where('deletedAt', 'is', null)
		.orderBy('id')
		.forUpdate()
		.execute();
	const made: MadeGroup[] = [];
	for (const { id } of groups) {
		const members = await tx
			.selectFrom('people')
			.select('id')
			.where('organisationId', '=', organisationId)
			.where('deletedAt', 'is', null)
			.where('groupIds', '@>', sql<string[]>`array[${id}]::uuid[]`)
			.limit(longestBatch + 1)
			.execute();
		made.push({ id, memberIds: members.map((member) => member.id) });
	}
	return made;
}

interface NotedRow {
	registrationId: string | null;
}

const registrationIdsOf = (noted: readonly NotedRow[]): string[] =>
	noted.flatMap(({ registrationId }) => registrationId ?? []);

async function readRegistrations(tx: TenantTx, organisationId: string, noted: readonly NotedRow[]) {
	const rows = await tx
		.selectFrom('registrations')
		.selectAll()
		.where('organisationId', '=', organisationId)
		.where('id', '=', anyOf(registrationIdsOf(noted)))
		.orderBy('id')
		.forUpdate()
		.execute();
	return new Map(rows.map((row) => [row.id, row]));
}

/**
 * Whom anybody else did something to after the import began with them: to them, or to one of their registrations.
 * What another import did and was taken back for is nothing.
 */
async function readSince(
	tx: TenantTx,
	organisationId: string,
	importId: string,
	personIds: readonly string[]
) {
	const { rows } = await sql<{ personId: string; registrationId: string | null }>`
		with began as (
			select person_id, min(id) as id from person_changes
			where organisation_id = ${organisationId} and import_id = ${importId} and person_id = ${anyOf(personIds)}
			group by person_id
		)
		select c.person_id, c.registration_id from person_changes c join began b on b.person_id = c.person_id
		where c.organisation_id = ${organisationId} and c.id > b.id and c.import_id is distinct from ${importId}
			and c.deed is distinct from 'people.undo_import'
			and not exists (
				select from imports i
				where i.organisation_id = c.organisation_id and i.id = c.import_id and i.undone_at is not null
			)
		union
		select m.merged_into, null from people m
		join person_changes c on c.organisation_id = m.organisation_id and c.person_id = m.id
		where m.organisation_id = ${organisationId} and m.merged_into = ${anyOf(personIds)} and c.after ? 'merged_into'
	`.execute(tx);
	return {
		people: new Set(rows.map(({ personId }) => personId)),
		registrations: new Set(rows.flatMap(({ registrationId }) => registrationId ?? []))
	};
}

/** Registrations whose link somebody has opened: before they were cancelled and given their place back, too. */
async function readOpened(
	tx: TenantTx,
	organisationId: string,
	eventId: string | null,
	noted: readonly NotedRow[]
): Promise<ReadonlySet<string>> {
	if (eventId === null) return new Set();
	const rows = await tx
		.selectFrom('accessLog')
		.select('registrationId')
		.distinct()
		.where('organisationId', '=', organisationId)
		.where('eventId', '=', eventId)
		.where('registrationId', '=', anyOf(registrationIdsOf(noted)))
		.where('method', '!=', 'HEAD')
		.where('automated', '=', sql<boolean>`false`)
		.execute();
	return new Set(rows.flatMap(({ registrationId }) => registrationId ?? []));
}

/** Registrations whose link somebody of the team looked at, copied or handed over. */
async function readTakenOut(
	tx: TenantTx,
	organisationId: string,
	registrationIds: readonly string[]
): Promise<ReadonlySet<string>> {
	const rows = await tx
		.selectFrom('keyReveals')
		.select('registrationId')
		.distinct()
		.where('organisationId', '=', organisationId)
		.where('registrationId', '=', anyOf(registrationIds))
		.execute();
	return new Set(rows.map(({ registrationId }) => registrationId));
}

/**
 * To whom a mail has gone since an import began, or is under way: a confirmation, and any that tells of the event. One
 * that waits is locked: it is judged once more when it is written, after this transaction.
 */
async function readMailed(
	tx: TenantTx,
	organisationId: string,
	importId: string,
	registrationIds: readonly string[]
): Promise<Record<'confirmed' | 'told', ReadonlySet<string>>> {
	const begun = await tx
		.selectFrom('imports')
		.select('createdAt')
		.where('organisationId', '=', organisationId)
		.where('id', '=', importId)
		.executeTakeFirst();
	const rows = await tx
		.selectFrom('mails')
		.select(['registrationId', 'kind', 'state', 'claimedUntil'])
		.where('organisationId', '=', organisationId)
		.where('registrationId', '=', anyOf(registrationIds))
		.where('state', '!=', 'suppressed')
		.where('createdAt', '>=', begun?.createdAt ?? 0)
		.orderBy('id')
		.forUpdate()
		.execute();
	const waits = ({ state, claimedUntil }: (typeof rows)[number]) =>
		(state === 'queued' || state === 'deferred') && claimedUntil === null;
	const gone = rows.filter((row) => !waits(row));
	const idsOf = (mails: typeof rows) => new Set(mails.flatMap((row) => row.registrationId ?? []));
	return {
		confirmed: idsOf(gone.filter(({ kind }) => kind === 'confirmation')),
		told: idsOf(gone)
	};
}
