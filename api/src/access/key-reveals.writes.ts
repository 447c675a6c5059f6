import type { RevealEffect } from '@foyer/shared/mutation';
import type { Db } from '../db/database.ts';
import type { TenantTx } from '../db/tenant.ts';

/** Appends who took whose keys out of the app. */
export async function recordReveals(
	tx: TenantTx,
	{ organisationId, now }: { organisationId: string; now: number },
	{ eventId, registrationIds, userId, way, at }: RevealEffect
): Promise<void> {
	await tx
		.insertInto('keyReveals')
		.values(
			registrationIds.map((registrationId) => ({
				organisationId,
				eventId,
				registrationId,
				userId,
				way,
				at,
				loggedAt: now
			}))
		)
		.execute();
}

/** Deletes notes before an instant of events that were over by then. @returns how many */
export async function deleteOldReveals(db: Db, before: number, most: number): Promise<number> {
	const { numDeletedRows } = await db
		.deleteFrom('keyReveals as k')
		.using((eb) =>
			eb
				.selectFrom('events as e')
				.innerJoin('keyReveals as r', (join) =>
					join.onRef('r.organisationId', '=', 'e.organisationId').onRef('r.eventId', '=', 'e.id')
				)
				.select(['r.organisationId', 'r.id'])
				.where('e.endsAt', '<', before)
				.where('r.loggedAt', '<', before)
				.limit(most)
				.as('old')
		)
		.whereRef('k.organisationId', '=', 'old.organisationId')
		.whereRef('k.id', '=', 'old.id')
		.executeTakeFirstOrThrow();
	return Number(numDeletedRows);
}
