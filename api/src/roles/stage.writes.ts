import type { TenantTx } from '../db/tenant.ts';

/** Says something to who waits for an event that isn't over. @returns whether there was one */
export async function tellWaiting(
	tx: TenantTx,
	{ organisationId, eventId }: { organisationId: string; eventId: string },
	message: string
): Promise<boolean> {
	const told = await tx
		.updateTable('events')
		.set({ message })
		.where('organisationId', '=', organisationId)
		.where('id', '=', eventId)
		.where('status', 'in', ['scheduled', 'live'])
		.where('deletedAt', 'is', null)
		.returning('id')
		.executeTakeFirst();
	return told !== undefined;
}
