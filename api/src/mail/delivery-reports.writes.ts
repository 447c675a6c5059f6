import type { Db } from '../db/database.ts';
import type { TenantTx } from '../db/tenant.ts';
import type { DeliveryReport } from './delivery-reports.ts';

/** A mail that a report may be about: to a registrant, or the latest with a role's link. */
export interface ReportableMail {
	organisationId: string;
	about: 'registration' | 'role';
}

/** Whose a mail is; undefined where there is no such mail. */
export async function findMail(db: Db, mailId: string): Promise<ReportableMail | undefined> {
	const toRegistrant = await db
		.selectFrom('mails')
		.select('organisationId')
		.where('id', '=', mailId)
		.executeTakeFirst();
	if (toRegistrant) return { ...toRegistrant, about: 'registration' };
	const toRole = await db
		.selectFrom('eventRoles')
		.select('organisationId')
		.where('mailId', '=', mailId)
		.executeTakeFirst();
	return toRole && { ...toRole, about: 'role' };
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

/** Shows on a role what a report says of the mail with its link: not of one that is void, nor where another waits. */
export async function showReported(
	tx: TenantTx,
	{ organisationId, mailId, state, reason, now }: Reported
): Promise<void> {
	const from =
		state === 'delayed'
			? (['sent', 'deferred'] as const)
			: (['sent', 'deferred', 'delivered', 'rejected'] as const);
	await tx
		.updateTable('eventRoles')
		.set({
			mailState: state === 'delayed' ? 'deferred' : state,
			mailReason: reason,
			mailAt: now
		})
		.where('organisationId', '=', organisationId)
		.where('mailId', '=', mailId)
		.where('mailState', 'in', from)
		.execute();
}
