import type { Db } from '../db/database.ts';
import type { TenantTx } from '../db/tenant.ts';
import type { DeliveryReport } from './delivery-reports.ts';

/** The organisation of a mail; undefined where there is no such mail. */
export async function findMail(db: Db, mailId: string): Promise<string | undefined> {
	const row = await db
		.selectFrom('mails')
		.select('organisationId')
		.where('id', '=', mailId)
		.executeTakeFirst();
	return row?.organisationId;
}

interface Reported extends DeliveryReport {
	organisationId: string;
	now: number;
}

/** Records what a report says of a mail that was sent. A delay is of no account once more is known. */
export async function settleReported(
	tx: TenantTx,
	{ organisationId, mailId, state, reason, now }: Reported
): Promise<void> {
	const from =
		state === 'delayed'
			? (['sent', 'delayed'] as const)
			: (['sent', 'delayed', 'delivered', 'rejected'] as const);
	await tx
		.updateTable('mails')
		.set({ state, reason, reported: false, updatedAt: now })
		.where('organisationId', '=', organisationId)
		.where('id', '=', mailId)
		.where('state', 'in', from)
		.execute();
}
