import { sql } from 'kysely';
import type { Entities, EntityName } from '@foyer/shared/entities';
import type {
	MailingStanding,
	Naming,
	Query,
	Questions,
	RoleMailPlace
} from '@foyer/shared/mutation';
import { personMeant, type Person } from '@foyer/shared/people';
import { registrationMeant } from '@foyer/shared/registering';
import { anyOf } from '../db/any-of.ts';
import type { TenantTx } from '../db/tenant.ts';
import { readSame } from '../people/merged.reads.ts';
import { readMailed } from '../mail/mailings.reads.ts';
import { readGroupsMade, readImported } from './imported.reads.ts';
import { readInvitationMails, readInvited } from './invited.reads.ts';

/** Answers a mutation's questions from the tables, the rows locked until the transaction ends. */
export async function readAnswers(
	tx: TenantTx,
	organisationId: string,
	questions: Questions
): Promise<Record<string, unknown>> {
	const answers: Record<string, unknown> = {};
	// One after another: a transaction has one connection, and rows are always locked in the same order.
	for (const [name, query] of Object.entries(questions))
		answers[name] = await readAnswer(tx, organisationId, query);
	return answers;
}

async function readAnswer(tx: TenantTx, organisationId: string, query: Query): Promise<unknown> {
	switch (query.ask) {
		case 'row':
			return (await readRows(tx, organisationId, query.entity, [query.id])).get(query.id);
		case 'rows':
			return readRows(tx, organisationId, query.entity, query.ids);
		case 'peopleByEmail':
			return readPeopleByEmail(tx, organisationId, query.emails);
		case 'eventsByPermalink':
			return readEventsByPermalink(tx, organisationId, query.prefix);
		case 'mergedInto':
			return readMergedInto(tx, organisationId, query.id);
		case 'registrationsOf':
			return readRegistrationsOf(tx, organisationId, query.personIds);
		case 'registrations':
			return readRegistrations(tx, organisationId, query, themselves);
		case 'registered':
			return readRegistrations(tx, organisationId, query, readSame);
		case 'registrationsByEmail': {
			const { eventId, emails } = query;
			if (emails.length === 0) return new Map();
			const holders = await readHolders(tx, organisationId, emails);
			const personIds = holders.map(({ id }) => id);
			return readRegistrations(tx, organisationId, { eventId, personIds }, readSame);
		}
		case 'registeredCount':
			return readRegisteredCount(tx, organisationId, query.eventId);
		case 'openedSince':
			return readOpenedSince(tx, organisationId, query.eventId, query.rotation);
		case 'mailing':
			return readMailing(tx, organisationId, query);
		case 'reached':
			return readReached(tx, organisationId, query.eventId, query.registrationIds);
		case 'roleMail':
			return readRoleMail(tx, organisationId, query.roleId);
		case 'imported':
			return readImported(tx, organisationId, query.of, query.eventId);
		case 'groupsMade':
			return readGroupsMade(tx, organisationId, query.importId);
		case 'naming':
			return readNaming(tx, organisationId, query.entity, query.fieldId);
		case 'invited': {
			const people = await readRows(tx, organisationId, 'people', query.personIds);
			return readInvited(tx, organisationId, people);
		}
		case 'invitationMails':
			return readInvitationMails(tx, organisationId, query.ids, query.mailing);
	}
}

const keyBy = <T>(rows: T[], key: (row: T) => string): Map<string, T> =>
	new Map(rows.map((row) => [key(row), row]));

/** An array as one parameter: its length doesn't make a new statement. */
const anyText = (texts: readonly string[]) => sql<string>`any(${sql.val(texts)}::text[])`;

async function readRows<E extends EntityName>(
	tx: TenantTx,
	organisationId: string,
	entity: E,
	ids: readonly string[]
): Promise<Map<string, Entities[E]>> {
	const rows = await readExactly(tx, organisationId, entity, ids);
	const byId = keyBy(rows, ({ id }) => id);
	return entity === 'people'
		? ((await followMerges(tx, organisationId, byId as never)) as never)
		: byId;
}

/** The rows themselves. */
async function readExactly<E extends EntityName>(
	tx: TenantTx,
	organisationId: string,
	entity: E,
	ids: readonly string[]
): Promise<Entities[E][]> {
	const wanted = [...new Set(ids)].filter((id) => id !== '').sort();
	if (wanted.length === 0) return [];
	const rows = await tx
		.selectFrom(entity as 'people')
		.selectAll()
		.where('organisationId', '=', organisationId)
		.where('id', '=', anyOf(wanted))
		.orderBy('id')
		.forUpdate()
		.execute();
	return rows as unknown as Entities[E][];
}

/** Ids of merged people lead to the person they were merged into. */
async function followMerges(
	tx: TenantTx,
	organisationId: string,
	byId: Map<string, Person>
): Promise<Map<string, Person>> {
	const read = new Map(byId);
	let last = [...byId.values()];
	while (last.length > 0) {
		const next = last.flatMap(({ mergedInto }) =>
			mergedInto === null || read.has(mergedInto) ? [] : [mergedInto]
		);
		last = await readExactly(tx, organisationId, 'people', next);
		for (const person of last) read.set(person.id, person);
	}
	for (const [id, person] of byId) {
		const meant = personMeant(person, (one) => read.get(one));
		if (meant) byId.set(id, meant);
	}
	return byId;
}

/** Who has these addresses, those who were merged included. */
const readHolders = (tx: TenantTx, organisationId: string, emails: readonly string[]) => {
	const holders = tx
		.selectFrom('people')
		.select(['id', 'email', 'mergedInto'])
		.where('organisationId', '=', organisationId)
		.where('email', '=', anyText(emails))
		.where('deletedAt', 'is', null);
	// Each has an index of its own.
	return holders
		.where('mergedInto', 'is', null)
		.unionAll(holders.where('mergedInto', 'is not', null))
		.execute();
};

/** By the address that was asked for: one of somebody who was merged leads to who they were merged into. */
async function readPeopleByEmail(
	tx: TenantTx,
	organisationId: string,
	emails: readonly string[]
): Promise<Map<string, Person>> {
	if (emails.length === 0) return new Map();
	const holders = await readHolders(tx, organisationId, emails);
	const ids = holders.map(({ id }) => id);
	const people = await readRows(tx, organisationId, 'people', ids);
	const byEmail = new Map<string, Person>();
	for (const { id, email, mergedInto } of holders) {
		const person = people.get(id);
		if (email === null || person?.deletedAt !== null) continue;
		// Whoever has it themselves has it before who was merged.
		if (mergedInto === null || !byEmail.has(email)) byEmail.set(email, person);
	}
	return byEmail;
}

/** The rows themselves, which `readRows` would follow. */
async function readMergedInto(tx: TenantTx, organisationId: string, id: string): Promise<Person[]> {
	return tx
		.selectFrom('people')
		.selectAll()
		.where('organisationId', '=', organisationId)
		.where('mergedInto', '=', id)
		.orderBy('id')
		.forUpdate()
		.execute();
}

async function readEventsByPermalink(tx: TenantTx, organisationId: string, prefix: string | null) {
	if (prefix === null) return [];
	return tx
		.selectFrom('events')
		.selectAll()
		.where('organisationId', '=', organisationId)
		.where('permalink', 'like', `${prefix}%`)
		.where('deletedAt', 'is', null)
		.execute();
}

type Same = typeof readSame;

const themselves: Same = (_tx, _organisationId, ids) =>
	Promise.resolve(new Map(ids.map((id) => [id, id])));

/**
 * By the person's own id, and by the id that was asked for where that is another's who was merged.
 * @param readThose whose registrations are looked at to find the one that is meant
 */
async function readRegistrations(
	tx: TenantTx,
	organisationId: string,
	{ eventId, personIds }: { eventId: string; personIds: readonly string[] },
	readThose: Same
): Promise<Map<string, Entities['registrations']>> {
	if (eventId === '' || personIds.length === 0) return new Map();
	const people = await readRows(tx, organisationId, 'people', personIds);
	const meantBy = (asked: string) => people.get(asked)?.id ?? asked;
	const those = await readThose(tx, organisationId, [...new Set(personIds.map(meantBy))]);
	const ids = [...personIds, ...those.keys()];
	const rows = await readRegistrationsAt(tx, organisationId, eventId, ids);
	const exactly = keyBy(rows, ({ personId }) => personId);
	const ofPerson = Map.groupBy(rows, ({ personId }) => those.get(personId) ?? personId);
	const found = new Map<string, Entities['registrations']>();
	for (const asked of personIds) {
		const meant = meantBy(asked);
		const own = registrationMeant(meant, ofPerson.get(meant) ?? []);
		if (own) found.set(meant, own);
		const row = asked === meant ? own : (exactly.get(asked) ?? own);
		if (row) found.set(asked, row);
	}
	return found;
}

/** Of people by exactly these ids. */
async function readRegistrationsAt(
	tx: TenantTx,
	organisationId: string,
	eventId: string,
	personIds: readonly string[]
): Promise<Entities['registrations'][]> {
	return tx
		.selectFrom('registrations')
		.selectAll()
		.where('organisationId', '=', organisationId)
		.where('eventId', '=', eventId)
		.where('personId', '=', anyOf([...new Set(personIds)]))
		.orderBy('id')
		.forUpdate()
		.execute();
}

/** Of people by exactly these ids, for all events. */
async function readRegistrationsOf(
	tx: TenantTx,
	organisationId: string,
	personIds: readonly string[]
): Promise<Entities['registrations'][]> {
	return tx
		.selectFrom('registrations')
		.selectAll()
		.where('organisationId', '=', organisationId)
		.where('personId', '=', anyOf(personIds))
		.orderBy('id')
		.forUpdate()
		.execute();
}

async function readNaming(
	tx: TenantTx,
	organisationId: string,
	entity: Naming,
	fieldId: string | null
) {
	if (fieldId === null) return [];
	const said = entity === 'groups' ? sql`rule::text` : sql`query`;
	return tx
		.selectFrom(entity as 'groups')
		.selectAll()
		.where('organisationId', '=', organisationId)
		.where(sql<boolean>`${said} like ${`%${fieldId}%`}`)
		.orderBy('id')
		.forUpdate()
		.execute();
}

async function readRegisteredCount(
	tx: TenantTx,
	organisationId: string,
	eventId: string
): Promise<number> {
	if (eventId === '') return 0;
	const { count } = await tx
		.selectFrom('registrations')
		.select((eb) => eb.fn.countAll<number>().as('count'))
		.where('organisationId', '=', organisationId)
		.where('eventId', '=', eventId)
		.where('status', '=', 'registered')
		.executeTakeFirstOrThrow();
	return count;
}

async function readOpenedSince(
	tx: TenantTx,
	organisationId: string,
	eventId: string,
	rotation: string
): Promise<ReadonlySet<string>> {
	const rows = await tx
		.selectFrom('accessLog as l')
		.innerJoin('registrations as r', (join) =>
			join
				.onRef('r.organisationId', '=', 'l.organisationId')
				.onRef('r.id', '=', 'l.registrationId')
				.onRef('r.keyVersion', '=', 'l.keyVersion')
		)
		.select('r.id')
		.distinct()
		.where('l.organisationId', '=', organisationId)
		.where('l.eventId', '=', eventId)
		// A mail scanner is no person who would be locked out.
		.where('l.method', '!=', 'HEAD')
		.where('l.automated', '=', false)
		.where('r.eventId', '=', eventId)
		.where('r.keyRotation', '=', rotation)
		.execute();
	return new Set(rows.map(({ id }) => id));
}

async function readMailing(
	tx: TenantTx,
	organisationId: string,
	{ mailing, ...asked }: Extract<Query, { ask: 'mailing' }>
): Promise<MailingStanding> {
	const registrations = await readRegistrations(tx, organisationId, asked, themselves);
	const ids = [...new Set([...registrations.values()].map(({ id }) => id))];
	const mails = tx
		.selectFrom('mails')
		.select('registrationId')
		.where('organisationId', '=', organisationId)
		.where('registrationId', '=', anyOf(ids));
	const { waiting, gone } = await readMailed(mails.where('mailing', '=', mailing));
	const replaced = await mails.where('replacedBy', '=', mailing).execute();
	const idsOf = (rows: typeof replaced) => new Set(rows.flatMap((row) => row.registrationId ?? []));
	return { waiting: idsOf(waiting), replacing: idsOf(replaced), gone };
}

/** Whom something reached: a mail that has gone or is under way, or who came by their link. */
async function readReached(
	tx: TenantTx,
	organisationId: string,
	eventId: string,
	registrationIds: readonly string[]
): Promise<ReadonlySet<string>> {
	const mailed = await tx
		.selectFrom('mails')
		.select(['registrationId', 'state', 'claimedUntil'])
		.where('organisationId', '=', organisationId)
		.where('registrationId', '=', anyOf(registrationIds))
		.where('state', '!=', 'suppressed')
		.orderBy('id')
		.forUpdate()
		.execute();
	const opened = await tx
		.selectFrom('accessLog')
		.select('registrationId')
		.distinct()
		.where('organisationId', '=', organisationId)
		.where('eventId', '=', eventId)
		.where('registrationId', '=', anyOf(registrationIds))
		.where('method', '!=', 'HEAD')
		.where('automated', '=', false)
		.execute();
	const waits = ({ state, claimedUntil }: (typeof mailed)[number]) =>
		(state === 'queued' || state === 'deferred') && claimedUntil === null;
	const gone = mailed.filter((row) => !waits(row));
	return new Set([...gone, ...opened].flatMap((row) => row.registrationId ?? []));
}

/** One that waits is locked: no process takes it to send until the transaction ends. */
async function readRoleMail(
	tx: TenantTx,
	organisationId: string,
	roleId: string
): Promise<RoleMailPlace> {
	const waiting = await tx
		.selectFrom('roleMails')
		.select('id')
		.where('organisationId', '=', organisationId)
		.where('roleId', '=', roleId)
		.where('claimedUntil', 'is', null)
		.forUpdate()
		.executeTakeFirst();
	return waiting ? 'waiting' : 'gone';
}
