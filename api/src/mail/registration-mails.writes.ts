import { sql } from 'kysely';
import type { Db } from '../db/database.ts';
import type { TenantTx } from '../db/tenant.ts';
import { claimMs } from './attempts.ts';
import { showInvitationMails } from './invitation-mails.writes.ts';

export interface ClaimedMail {
	organisationId: string;
	id: string;
	attempts: number;
	createdAt: number;
	/** The invitation that it carries; null: it is for a registration. */
	invitationId: string | null;
}

/** Takes the mail that is due longest, of any organisation; processes that take at the same time take different ones. */
export async function claimMail(db: Db, now: number): Promise<ClaimedMail | undefined> {
	const { rows } = await sql<ClaimedMail>`
		update mails set claimed_until = ${now + claimMs}::timestamptz, attempts = attempts + 1
		where (organisation_id, id) = (
			select organisation_id, id from mails
			where state in ('queued', 'deferred') and due_at <= ${now}::timestamptz
				and (claimed_until is null or claimed_until <= ${now}::timestamptz)
			order by due_at limit 1 for update skip locked
		)
		returning organisation_id, id, attempts, created_at, invitation_id
	`.execute(db);
	return rows[0];
}

/** What became of a mail, as it is recorded. */
export interface MailOutcome {
	state: 'sent' | 'deferred' | 'rejected' | 'suppressed';
	reason: string | null;
	/** For a deferred mail: when it is tried again. */
	dueAt?: number;
	/** Whether the registration is to show it. */
	shown: boolean;
}

/** Records what became of a mail, unless it was replaced meanwhile. */
export async function settleMail(
	tx: TenantTx,
	{ organisationId, id, attempts }: ClaimedMail,
	{ state, reason, dueAt, shown }: MailOutcome,
	now: number
): Promise<void> {
	await tx
		.updateTable('mails')
		.set({
			state,
			reason,
			claimedUntil: null,
			reported: !shown,
			updatedAt: now,
			...(dueAt === undefined ? {} : { dueAt })
		})
		.where('organisationId', '=', organisationId)
		.where('id', '=', id)
		.where('attempts', '=', attempts)
		.where('state', 'in', ['queued', 'deferred'])
		.execute();
}

/** Locks the registration that a mail is for: nobody changes it until the transaction ends. */
export async function lockRegistration(
	tx: TenantTx,
	{ organisationId, id }: ClaimedMail
): Promise<void> {
	await tx
		.selectFrom('registrations as r')
		.innerJoin('mails as m', (join) =>
			join.onRef('m.organisationId', '=', 'r.organisationId').onRef('m.registrationId', '=', 'r.id')
		)
		.select('r.id')
		.where('r.organisationId', '=', organisationId)
		.where('m.id', '=', id)
		.forUpdate('r')
		.execute();
}

/** Gives back what a process that is gone had taken: on the embedded database there is no other. */
export async function releaseClaims(db: Db): Promise<void> {
	await db
		.updateTable('mails')
		.set({ claimedUntil: null })
		.where('claimedUntil', 'is not', null)
		.execute();
	await db
		.updateTable('userMails')
		.set({ claimedUntil: null })
		.where('claimedUntil', 'is not', null)
		.execute();
	await db
		.updateTable('roleMails')
		.set({ claimedUntil: null })
		.where('claimedUntil', 'is not', null)
		.execute();
}

/** The organisations some of whose registrations or invitations don't show yet what became of their mail. */
export async function unreportedOrganisations(db: Db): Promise<string[]> {
	const rows = await db
		.selectFrom('mails')
		.select('organisationId')
		.distinct()
		.where('reported', '=', false)
		.execute();
	return rows.map(({ organisationId }) => organisationId);
}

/**
 * Shows on registrations and invitations what became of their latest mails: many in one statement, so that devices
 * pull once.
 */
export async function reportStates(tx: TenantTx, organisationId: string): Promise<void> {
	const { rows } = await sql<{ id: string }>`
		with done as (
			update mails set reported = true
			where organisation_id = ${organisationId} and not reported
			returning id, registration_id, invitation_id, state, reason, updated_at
		), latest as (
			select distinct on (registration_id) * from done
			where registration_id is not null
			order by registration_id, updated_at desc
		), shown as (
			update registrations r
			set mail_state = case latest.state when 'delayed' then 'deferred' else latest.state end, mail_reason = latest.reason, mail_at = latest.updated_at
			from latest
			where r.organisation_id = ${organisationId} and r.id = latest.registration_id
		)
		select id from done where invitation_id is not null
	`.execute(tx);
	const ids = rows.map(({ id }) => id);
	if (ids.length > 0) await showInvitationMails(tx, organisationId, ids);
}
