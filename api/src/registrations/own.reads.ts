import type { OwnChange, Registration } from '@foyer/shared/registrations';
import { can } from '@foyer/shared/team';
import type { Context } from '../context.ts';
import type { Db } from '../db/database.ts';
import { readTenant } from '../db/tenant.ts';
import { readMember } from '../sync/members.reads.ts';

/** What attendees see of their own registration. */
export type OwnRegistration = Pick<
	Registration,
	'status' | 'firstName' | 'lastName' | 'remindersStopped' | 'erasureAskedAt'
>;

/**
 * The registration that somebody has proved to be theirs, as it is now: what the process knows of it may be a
 * moment old, and their own change must show.
 */
export const readOwn = (
	db: Db,
	organisationId: string,
	id: string
): Promise<OwnRegistration | undefined> =>
	db
		.selectFrom('registrations')
		.select(['status', 'firstName', 'lastName', 'remindersStopped', 'erasureAskedAt'])
		.where('organisationId', '=', organisationId)
		.where('id', '=', id)
		.executeTakeFirst();

/** What an attendee changed by themselves. */
export interface ChangeMade {
	change: OwnChange;
	/** The name that stood there before. */
	before: string | null;
	at: number;
}

/** The latest first. */
const most = 20;

interface Of {
	organisationId: string;
	eventId: string;
	registrationId: string;
}

/** What an attendee changed; null for a user who may not see the event's people. */
export async function readOwnChangesFor(
	{ db, now }: Pick<Context, 'db' | 'now'>,
	userId: string,
	{ organisationId, eventId, registrationId }: Of
): Promise<ChangeMade[] | null> {
	const actor = await readTenant(db, organisationId, (tx) =>
		readMember(tx, organisationId, userId, now())
	);
	if (!actor || !can(actor, { area: 'people', level: 'view', eventId })) return null;
	return db
		.selectFrom('ownChanges')
		.select(['change', 'before', 'at'])
		.where('organisationId', '=', organisationId)
		.where('eventId', '=', eventId)
		.where('registrationId', '=', registrationId)
		.orderBy('id', 'desc')
		.limit(most)
		.execute();
}
