import type { Registration } from '@foyer/shared/registrations';
import type { Db } from '../db/database.ts';

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
