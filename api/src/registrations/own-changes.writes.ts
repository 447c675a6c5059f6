import type { OwnChangeEffect } from '@foyer/shared/mutation';
import type { TenantTx } from '../db/tenant.ts';

/** Appends what an attendee changed of their own registration. */
export async function recordOwnChange(
	tx: TenantTx,
	organisationId: string,
	{ eventId, registrationId, change, before, at }: OwnChangeEffect
): Promise<void> {
	await tx
		.insertInto('ownChanges')
		.values({ organisationId, eventId, registrationId, change, before, at })
		.execute();
}
