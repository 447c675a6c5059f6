import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { MailState } from '@foyer/shared/registrations';
import type { Db } from '../db/database.ts';
import type { TenantTx } from '../db/tenant.ts';
import { claimMs } from './attempts.ts';
import type { EventAt } from './outbox.writes.ts';

/** The mail with a role's link, taken to be sent. */
export interface RoleMailRow {
	organisationId: string;
	id: string;
	roleId: string;
	attempts: number;
	createdAt: number;
}

/** Has a role's link mailed; a mail that waits still is replaced. */
export async function queueRoleMail(
	tx: TenantTx,
	{ organisationId, now }: EventAt,
	roleId: string,
	dueAt: number
): Promise<void> {
	await tx
		.deleteFrom('roleMails')
		.where('organisationId', '=', organisationId)
		.where('roleId', '=', roleId)
		.execute();
	await tx
		.insertInto('roleMails')
		.values({ organisationId, id: randomUUID(), roleId, dueAt, createdAt: now })
		.execute();
	// What a server reports of the mail before is no longer news of the latest.
	await tx
		.updateTable('eventRoles')
		.set({ mailId: null })
		.where('organisationId', '=', organisationId)
		.where('id', '=', roleId)
		.execute();
}

/** Takes a role's mail out of the outbox, as though it had never been in it. */
export async function takeBackRoleMail(
	tx: TenantTx,
	organisationId: string,
	roleId: string
): Promise<void> {
	await tx
		.deleteFrom('roleMails')
		.where('organisationId', '=', organisationId)
		.where('roleId', '=', roleId)
		.where('claimedUntil', 'is', null)
		.execute();
}

/** Takes the mail that is due longest, of any organisation; processes that take at the same time take different ones. */
export async function claimRoleMail(db: Db, now: number): Promise<RoleMailRow | undefined> {
	const { rows } = await sql<RoleMailRow>`
		update role_mails set claimed_until = ${now + claimMs}::timestamptz, attempts = attempts + 1
		where (organisation_id, id) = (
			select organisation_id, id from role_mails
			where due_at <= ${now}::timestamptz and (claimed_until is null or claimed_until <= ${now}::timestamptz)
			order by due_at limit 1 for update skip locked
		)
		returning organisation_id, id, role_id, attempts, created_at
	`.execute(db);
	return rows[0];
}

/** Puts a mail off. */
export async function deferRoleMail(
	tx: TenantTx,
	{ organisationId, id }: RoleMailRow,
	dueAt: number
): Promise<void> {
	await tx
		.updateTable('roleMails')
		.set({ dueAt, claimedUntil: null })
		.where('organisationId', '=', organisationId)
		.where('id', '=', id)
		.execute();
}

/** Takes a mail out of the outbox. @returns whether it was there still: another one may have taken its place */
export async function removeRoleMail(
	tx: TenantTx,
	{ organisationId, id }: RoleMailRow
): Promise<boolean> {
	const removed = await tx
		.deleteFrom('roleMails')
		.where('organisationId', '=', organisationId)
		.where('id', '=', id)
		.returning('id')
		.executeTakeFirst();
	return removed !== undefined;
}

/** Shows on a role what became of its mail. */
export async function showRoleMail(
	tx: TenantTx,
	{ organisationId, roleId }: RoleMailRow,
	became: { mailState: MailState; mailReason: string | null; mailAt: number; mailId?: string }
): Promise<void> {
	await tx
		.updateTable('eventRoles')
		.set(became)
		.where('organisationId', '=', organisationId)
		.where('id', '=', roleId)
		.execute();
}
