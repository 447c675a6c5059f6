import type { Context } from '../context.ts';
import { readTenant } from '../db/tenant.ts';
import {
	readAttendees,
	readOtherLive,
	readPresenterUrl,
	type StageAttendee
} from './stage.reads.ts';

interface Place {
	organisationId: string;
	eventId: string;
}

/** Those with a place at an event, the first of them, and how many there are. */
export const readAttendeesOf = (
	{ db }: Pick<Context, 'db'>,
	{ organisationId, eventId }: Place,
	how: { contacts: boolean; most: number }
): Promise<{ shown: StageAttendee[]; count: number }> =>
	readTenant(db, organisationId, (tx) => readAttendees(tx, organisationId, eventId, how));

/** The title of the event that is live in another one's place; null where none is any more. */
export const readOtherLiveTitle = (
	{ db }: Pick<Context, 'db'>,
	{ organisationId, eventId }: Place
): Promise<string | null> =>
	readTenant(db, organisationId, (tx) => readOtherLive(tx, organisationId, eventId));

/** Where an event's host enters a room that is an address. */
export const readHostsUrl = (
	{ db }: Pick<Context, 'db'>,
	{ organisationId, eventId }: Place
): Promise<string | null> =>
	readTenant(db, organisationId, (tx) => readPresenterUrl(tx, organisationId, eventId));
