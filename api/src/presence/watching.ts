import type { Presence } from '@foyer/shared/presence';
import { can } from '@foyer/shared/team';
import type { Context } from '../context.ts';
import { readTenant } from '../db/tenant.ts';
import { readMember } from '../sync/members.reads.ts';
import { readPresence } from './presence.reads.ts';

/** An event that a user looks at. */
export interface Watched {
	organisationId: string;
	eventId: string;
}

/** Who is there, for a user who may see the event; undefined where they may not, or there is none. */
export const readPresenceFor = (
	{ db, now }: Pick<Context, 'db' | 'now'>,
	userId: string,
	watched: Watched
): Promise<Presence | undefined> =>
	readTenant(db, watched.organisationId, async (tx) => {
		const actor = await readMember(tx, watched.organisationId, userId, now());
		const may = actor && can(actor, { area: 'events', level: 'view', eventId: watched.eventId });
		return may ? readPresence(tx, watched, now()) : undefined;
	});
