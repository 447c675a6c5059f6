import { comparableText } from '../db/comparable-text.ts';
import type { Db } from '../db/database.ts';
import type { PageEvent } from '@foyer/shared/pages';
import type { Locale } from '@foyer/shared/locales';

/*
 * An address names the organisation, nothing else does: these reads are bound to it by their own
 * condition, and answer what anyone may see.
 */

export interface PublicOrganisation {
	id: string;
	name: string;
	pageName: string;
	locale: Locale;
}

export function readOrganisationAt(
	db: Db,
	pageName: string
): Promise<PublicOrganisation | undefined> {
	return db
		.selectFrom('organisations')
		.select(['id', 'name', 'pageName', 'locale'])
		.where('pageName', '=', comparableText(pageName))
		.executeTakeFirst();
}

/** The most events that an organisation's page lists. */
const mostEvents = 100;

/** What an organisation has to come or to see now, the nearest first. */
export async function readUpcomingEvents(
	db: Db,
	organisationId: string,
	now: number
): Promise<PageEvent[]> {
	const rows = await db
		.selectFrom('events as e')
		.select([
			'title',
			'description',
			'permalink',
			'startsAt',
			'endsAt',
			'timeZone',
			'language',
			'earlyEntry',
			'startsBy',
			'status'
		])
		.where('organisationId', '=', organisationId)
		.where('deletedAt', 'is', null)
		.where((eb) =>
			eb.or([
				eb('status', '=', 'live'),
				eb.and([eb('status', 'in', ['scheduled', 'cancelled']), eb('endsAt', '>', now)])
			])
		)
		.orderBy('startsAt')
		.orderBy('id')
		.limit(mostEvents)
		.execute();
	return rows.map((row) => ({ ...row, full: false }));
}

/** How many hold a place. */
export async function readPlacesTaken(
	db: Db,
	organisationId: string,
	eventId: string
): Promise<number> {
	const { taken } = await db
		.selectFrom('registrations')
		.select((eb) => eb.fn.countAll<number>().as('taken'))
		.where('organisationId', '=', organisationId)
		.where('eventId', '=', eventId)
		.where('status', '=', 'registered')
		.executeTakeFirstOrThrow();
	return taken;
}
