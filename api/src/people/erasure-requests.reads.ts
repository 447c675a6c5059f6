import { can } from '@foyer/shared/team';
import type { Context } from '../context.ts';
import { readTenant } from '../db/tenant.ts';
import { readMember } from '../sync/members.reads.ts';

/** Somebody asked, from their link, to be erased. */
export interface ErasureRequest {
	personId: string;
	firstName: string;
	lastName: string;
	email: string | null;
	eventTitle: string;
	/** UTC ms. */
	askedAt: number;
}

/** Who asked to be erased, over all events, the longest waiting first. Null for a user who may not erase. */
export async function readErasureRequestsFor(
	{ db, now }: Pick<Context, 'db' | 'now'>,
	userId: string,
	organisationId: string
): Promise<ErasureRequest[] | null> {
	return readTenant(db, organisationId, async (tx) => {
		const actor = await readMember(tx, organisationId, userId, now());
		if (!actor || !can(actor, { area: 'people', level: 'manage' })) return null;
		const rows = await tx
			.selectFrom('registrations as r')
			.innerJoin('events as e', (join) =>
				join.onRef('e.organisationId', '=', 'r.organisationId').onRef('e.id', '=', 'r.eventId')
			)
			.select([
				'r.personId',
				'r.firstName',
				'r.lastName',
				'r.email',
				'e.title as eventTitle',
				'r.erasureAskedAt'
			])
			.where('r.organisationId', '=', organisationId)
			.where('r.erasureAskedAt', 'is not', null)
			.orderBy('r.erasureAskedAt')
			.limit(500)
			.execute();
		return rows.map(({ erasureAskedAt, ...row }) => ({ ...row, askedAt: erasureAskedAt ?? 0 }));
	});
}
