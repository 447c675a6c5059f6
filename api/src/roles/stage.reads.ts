import type { Event } from '@foyer/shared/events';
import type { EventRole, Stage } from '@foyer/shared/roles';
import type { TenantTx } from '../db/tenant.ts';

/** An event as who is on its stage meets it. */
export type StagedEvent = Pick<
	Event,
	| 'id'
	| 'title'
	| 'startsAt'
	| 'endsAt'
	| 'startsBy'
	| 'status'
	| 'startedAt'
	| 'endedAt'
	| 'roomUrl'
	| 'room'
	| 'replayUrl'
	| 'message'
> &
	Stage;

/** Somebody on stage, as their link's key is derived. */
export type StagedRole = Pick<
	EventRole,
	'id' | 'kind' | 'name' | 'rights' | 'keyVersion' | 'revokedAt'
>;

export const readStagedEvent = (
	tx: TenantTx,
	organisationId: string,
	eventId: string
): Promise<StagedEvent | undefined> =>
	tx
		.selectFrom('events')
		.select([
			'id',
			'title',
			'startsAt',
			'endsAt',
			'startsBy',
			'status',
			'startedAt',
			'endedAt',
			'roomUrl',
			'room',
			'replayUrl',
			'message',
			'agenda',
			'notes',
			'presenterUrl',
			'speakerUrl',
			'moderatorUrl'
		])
		.where('organisationId', '=', organisationId)
		.where('id', '=', eventId)
		.where('deletedAt', 'is', null)
		.executeTakeFirst();

/** A role of an event, revoked or not; undefined where there is none by that id. */
export const readRole = (
	tx: TenantTx,
	organisationId: string,
	eventId: string,
	roleId: string
): Promise<StagedRole | undefined> =>
	tx
		.selectFrom('eventRoles')
		.select(['id', 'kind', 'name', 'rights', 'keyVersion', 'revokedAt'])
		.where('organisationId', '=', organisationId)
		.where('eventId', '=', eventId)
		.where('id', '=', roleId)
		.executeTakeFirst();

/** The title of the event that is live beside this one; null where none is. */
export async function readOtherLive(
	tx: TenantTx,
	organisationId: string,
	eventId: string
): Promise<string | null> {
	const other = await tx
		.selectFrom('events')
		.select('title')
		.where('organisationId', '=', organisationId)
		.where('id', '!=', eventId)
		.where('status', '=', 'live')
		.where('deletedAt', 'is', null)
		.orderBy('startedAt')
		.executeTakeFirst();
	return other?.title ?? null;
}

/** Somebody with a place, as who is on stage sees them. */
export interface StageAttendee {
	name: string;
	/** Null for who may see names alone, and where there is none. */
	email: string | null;
}

/** Those with a place, by name, the first of them; and how many there are. */
export async function readAttendees(
	tx: TenantTx,
	organisationId: string,
	eventId: string,
	{ contacts, most }: { contacts: boolean; most: number }
): Promise<{ shown: StageAttendee[]; count: number }> {
	const registered = tx
		.selectFrom('registrations')
		.where('organisationId', '=', organisationId)
		.where('eventId', '=', eventId)
		.where('status', '=', 'registered');
	const { count } = await registered
		.select((eb) => eb.fn.countAll<number>().as('count'))
		.executeTakeFirstOrThrow();
	const rows = await registered
		.select(['firstName', 'lastName'])
		// What may not be seen isn't read.
		.$if(contacts, (query) => query.select('email'))
		.orderBy('lastName')
		.orderBy('firstName')
		.orderBy('id')
		.limit(most)
		.execute();
	const shown = rows.map(({ firstName, lastName, email = null }) => ({
		name: `${firstName} ${lastName}`.trim(),
		email
	}));
	return { shown, count: Number(count) };
}

/** Where presenters enter a room that is an address, the host among them; null where it is the attendees'. */
export async function readPresenterUrl(
	tx: TenantTx,
	organisationId: string,
	eventId: string
): Promise<string | null> {
	const event = await tx
		.selectFrom('events')
		.select('presenterUrl')
		.where('organisationId', '=', organisationId)
		.where('id', '=', eventId)
		.executeTakeFirst();
	return event?.presenterUrl ?? null;
}
