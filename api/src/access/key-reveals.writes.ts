import type { RevealEffect } from '@foyer/shared/mutation';
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
