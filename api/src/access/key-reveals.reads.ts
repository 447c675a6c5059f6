import type { KeyUse } from '@foyer/shared/registrations';
import type { Db } from '../db/database.ts';

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

export function readReveals(
	db: Db,
	organisationId: string,
	{ eventId, registrationId }: { eventId: string; registrationId: string }
): Promise<KeyReveal[]> {
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
