import { sql } from 'kysely';
import type { Event } from '@foyer/shared/events';
import type { Locale } from '@foyer/shared/locales';
import type { RegistrationStatus } from '@foyer/shared/registrations';
import type { Stage } from '@foyer/shared/roles';
import { anyOf } from '../db/any-of.ts';
import { comparableText } from '../db/comparable-text.ts';
import type { Db } from '../db/database.ts';

/** An event as who has its address may meet it, with the organisation whose it is. Nothing of its stage. */
export type PublicEvent = Omit<Event, 'reminders' | 'createdAt' | 'endedAt' | keyof Stage> & {
	/** Names it among the events of all organisations (`eventRef`). */
	ref: string;
	organisation: { id: string; name: string; pageName: string; locale: Locale };
};

/**
 * An event's name among those of all organisations. Its id alone is none: devices choose ids, and somebody
 * may choose one that another organisation's event has.
 */
export const eventRef = (organisationId: string, eventId: string): string =>
	`${organisationId}/${eventId}`;

/** A public event, and the version of its organisation's feed in the snapshot that it was read in. */
export interface EventSnapshot {
	event: PublicEvent;
	version: number;
}

/*
 * These reads don't take the tenant's role: an address names the organisation, nothing else does, and
 * one statement is what the way in may cost. Each is bound to the organisation by its own condition.
 */
const publicEvents = (db: Db) =>
	db
		.selectFrom('events as e')
		.innerJoin('organisations as o', 'o.id', 'e.organisationId')
		.leftJoin('syncOrganisations as s', 's.organisationId', 'e.organisationId')
		.select([
			'e.id',
			'e.title',
			'e.description',
			'e.permalink',
			'e.startsAt',
			'e.endsAt',
			'e.timeZone',
			'e.language',
			'e.roomUrl',
			'e.room',
			'e.opensByCode',
			'e.deviceLimit',
			'e.entrySpread',
			'e.replayFrom',
			'e.replayUntil',
			'e.message',
			'e.replayUrl',
			'e.earlyEntry',
			'e.startsBy',
			'e.capacity',
			'e.status',
			'e.startedAt',
			'e.deletedAt',
			'o.id as organisationId',
			'o.name',
			'o.pageName',
			'o.locale',
			's.version'
		])
		.where('e.deletedAt', 'is', null);

type Row = Awaited<ReturnType<ReturnType<typeof publicEvents>['executeTakeFirstOrThrow']>>;

function toSnapshot({
	organisationId,
	name,
	pageName,
	locale,
	version,
	...event
}: Row): EventSnapshot {
	return {
		event: {
			...event,
			ref: eventRef(organisationId, event.id),
			organisation: { id: organisationId, name, pageName, locale }
		},
		version: version ?? 0
	};
}

/** The event at a path: `eventPath` of its organisation's page name and its permalink. */
export async function readEventAt(db: Db, path: string): Promise<EventSnapshot | undefined> {
	const [, pageName = '', permalink = ''] = /^\/([^/]+)\/([^/]+)$/.exec(comparableText(path)) ?? [];
	const row = await publicEvents(db)
		.where('o.pageName', '=', pageName)
		.where('e.permalink', '=', permalink)
		.executeTakeFirst();
	return row && toSnapshot(row);
}

export async function readEventsById(
	db: Db,
	organisationId: string,
	ids: readonly string[]
): Promise<EventSnapshot[]> {
	const rows = await publicEvents(db)
		.where('e.organisationId', '=', organisationId)
		.where('e.id', '=', anyOf(ids))
		.execute();
	return rows.map(toSnapshot);
}

/** What a registration's link depends on. */
export interface AccessRegistration {
	id: string;
	personId: string;
	status: RegistrationStatus;
	keyVersion: number;
	/** A rotation that can be taken back until its key has opened the door. */
	keyRotation?: string | null | undefined;
	firstName: string;
	lastName: string;
	language: string | null;
}

/** Where registrations are looked for: an event, and an e-mail address. */
export interface RegisteredAddress {
	organisationId: string;
	eventId: string;
	email: string;
}

/**
 * The registrations under each of several addresses, in one statement: more than one where people were merged.
 * An address without any brings a row as well: that it has none takes no less time to hear.
 */
export async function readRegistrationsAt(
	db: Db,
	addresses: readonly RegisteredAddress[]
): Promise<AccessRegistration[][]> {
	const asked = sql<{ organisationId: string; eventId: string; email: string; n: number }>`unnest(
		${sql.val(addresses.map(({ organisationId }) => organisationId))}::uuid[],
		${sql.val(addresses.map(({ eventId }) => eventId))}::uuid[],
		${sql.val(addresses.map(({ email }) => comparableText(email)))}::text[]
	) with ordinality`;
	const rows = await db
		.selectFrom(asked.as<'a'>(sql`a(organisation_id, event_id, email, n)`))
		.leftJoin('registrations as r', (join) =>
			join
				.onRef('r.organisationId', '=', 'a.organisationId')
				.onRef('r.eventId', '=', 'a.eventId')
				.onRef('r.email', '=', 'a.email')
		)
		.select([
			'a.n',
			'r.id',
			'r.personId',
			'r.status',
			'r.keyVersion',
			'r.keyRotation',
			'r.firstName',
			'r.lastName',
			'r.language'
		])
		.execute();
	const found: AccessRegistration[][] = addresses.map(() => []);
	for (const { n, ...row } of rows) {
		if (isRegistration(row)) found[n - 1]?.push(row);
	}
	return found;
}

/** A registration, among those of all organisations. */
export interface NamedRegistration {
	organisationId: string;
	registrationId: string;
}

/** What decides whether a link that led to the waiting page still does. */
export type LinkState = Pick<AccessRegistration, 'status' | 'keyVersion'>;

/** The states of several registrations in one statement, in the order in which they are asked for; null: there is none. */
export async function readLinkStates(
	db: Db,
	asked: readonly NamedRegistration[]
): Promise<(LinkState | null)[]> {
	const named = sql<{ organisationId: string; id: string; n: number }>`unnest(
		${sql.val(asked.map(({ organisationId }) => organisationId))}::uuid[],
		${sql.val(asked.map(({ registrationId }) => registrationId))}::uuid[]
	) with ordinality`;
	const rows = await db
		.selectFrom(named.as<'a'>(sql`a(organisation_id, id, n)`))
		.innerJoin('registrations as r', (join) =>
			join.onRef('r.organisationId', '=', 'a.organisationId').onRef('r.id', '=', 'a.id')
		)
		.select(['a.n', 'r.status', 'r.keyVersion'])
		.execute();
	const found = new Map(rows.map(({ n, ...state }) => [Number(n), state]));
	return asked.map((_, i) => found.get(i + 1) ?? null);
}

type Nullable<T> = { [K in keyof T]: T[K] | null };

const isRegistration = (row: Nullable<AccessRegistration>): row is AccessRegistration =>
	row.id !== null;

/** Ids of what changed after a version, and the version reached. Null: too much to name. */
export interface Changed {
	version: number;
	events: string[];
	registrations: string[] | null;
}

const mostNamed = 2000;

export async function readChangedAfter(
	db: Db,
	organisationId: string,
	after: number
): Promise<Changed> {
	// Read first: whatever was committed up to it is among the rows.
	const head = (await readVersions(db, [organisationId])).get(organisationId) ?? 0;
	const rows = await db
		.selectFrom('syncCommits as c')
		.innerJoin('syncRows as r', (join) =>
			join.onRef('r.organisationId', '=', 'c.organisationId').onRef('r.tx', '=', 'c.tx')
		)
		.select([sql<boolean>`r.fragment = 'events'`.as('isEvent'), 'r.id'])
		.select((eb) => eb.fn.max('c.version').as('version'))
		.where('c.organisationId', '=', organisationId)
		.where('c.version', '>', after)
		.where('r.fragment', 'in', [
			'events',
			'registrations',
			'registrationContacts',
			'registrationKeys'
		])
		.groupBy(['isEvent', 'r.id'])
		// Events first: they are never too many.
		.orderBy('isEvent', 'desc')
		.limit(mostNamed)
		.execute();
	const ids = (isEvent: boolean) =>
		rows.filter((row) => row.isEvent === isEvent).map(({ id }) => id);
	return {
		version: Math.max(after, head, ...rows.map(({ version }) => version ?? 0)),
		events: ids(true),
		registrations: rows.length < mostNamed ? ids(false) : null
	};
}

/** The present versions of organisations' feeds. */
export async function readVersions(
	db: Db,
	organisationIds: readonly string[]
): Promise<Map<string, number>> {
	const rows = await db
		.selectFrom('syncOrganisations')
		.select(['organisationId', 'version'])
		.where('organisationId', '=', anyOf(organisationIds))
		.execute();
	return new Map(rows.map(({ organisationId, version }) => [organisationId, version]));
}
