import type { KeyUse } from '@foyer/shared/registrations';
import { can } from '@foyer/shared/team';
import type { Context } from '../context.ts';
import { readTenant } from '../db/tenant.ts';
import { readMember } from '../sync/members.reads.ts';

/** Somebody took a registrant's key out of the app. */
export interface KeyReveal {
	/** The user's name. */
	by: string;
	way: KeyUse;
	/** By their device's clock, corrected; UTC ms. */
	at: number;
}

/** The latest first. */
const most = 20;

interface Of {
	organisationId: string;
	eventId: string;
	registrationId: string;
}

/** Who took a registrant's key out; null for a user who may not do so themselves. */
export async function readRevealsFor(
	{ db, now }: Pick<Context, 'db' | 'now'>,
	userId: string,
	{ organisationId, eventId, registrationId }: Of
): Promise<KeyReveal[] | null> {
	const actor = await readTenant(db, organisationId, (tx) =>
		readMember(tx, organisationId, userId, now())
	);
	if (!actor || !can(actor, { area: 'people', level: 'edit', eventId })) return null;
	return db
		.selectFrom('keyReveals as k')
		.innerJoin('users as u', 'u.id', 'k.userId')
		.select(['u.name as by', 'k.way', 'k.at'])
		.where('k.organisationId', '=', organisationId)
		.where('k.eventId', '=', eventId)
		.where('k.registrationId', '=', registrationId)
		.orderBy('k.id', 'desc')
		.limit(most)
		.execute();
}
