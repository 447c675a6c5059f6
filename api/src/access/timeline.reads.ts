import { can } from '@foyer/shared/team';
import type { Context } from '../context.ts';
import { readTenant } from '../db/tenant.ts';
import { readMember } from '../sync/members.reads.ts';
import type { OpeningState } from './access-log.writes.ts';

/** An opening of a registrant's link, as the access log has it. */
export interface LoggedOpening {
	/** UTC ms. */
	at: number;
	/** What it came to. */
	state: OpeningState;
	automated: boolean;
}

/** The latest first. */
const most = 50;

interface Of {
	organisationId: string;
	eventId: string;
	registrationId: string;
}

/** What became of a registrant's link, for a user who may see the event's people; null for any other. */
export const readTimelineFor = (
	{ db, now }: Pick<Context, 'db' | 'now'>,
	userId: string,
	{ organisationId, eventId, registrationId }: Of
): Promise<LoggedOpening[] | null> =>
	readTenant(db, organisationId, async (tx) => {
		const actor = await readMember(tx, organisationId, userId, now());
		if (!actor || !can(actor, { area: 'people', level: 'view', eventId })) return null;
		const rows = await tx
			.selectFrom('accessLog')
			.select(['at', 'state', 'automated'])
			.where('organisationId', '=', organisationId)
			.where('eventId', '=', eventId)
			.where('registrationId', '=', registrationId)
			.orderBy('id', 'desc')
			.limit(most)
			.execute();
		return rows as LoggedOpening[];
	});
