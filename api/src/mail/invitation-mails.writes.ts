import { sql } from 'kysely';
import type { InvitationEffect } from '@foyer/shared/mutation';
import { anyOf } from '../db/any-of.ts';
import type { TenantTx } from '../db/tenant.ts';

interface At {
	organisationId: string;
	now: number;
}

type Sending = Extract<InvitationEffect, { mailing: string }>;

/** Mails invitations. One that waits still is replaced. */
export async function queueInvitations(
	tx: TenantTx,
	{ organisationId, now }: At,
	{ invitationIds, mailing }: Pick<Sending, 'invitationIds' | 'mailing'>,
	dueAt: number
): Promise<void> {
	await waitingOf(tx, organisationId, invitationIds).execute();
	await sql`
		insert into mails (organisation_id, id, invitation_id, kind, state, mailing, due_at, created_at, updated_at)
		select organisation_id, gen_random_uuid(), id, 'invitation', 'queued', ${mailing}::uuid,
			${dueAt}::timestamptz, ${now}::timestamptz, ${now}::timestamptz
		from invitations where organisation_id = ${organisationId} and id = ${anyOf(invitationIds)}
	`.execute(tx);
}

/** Deletes what waits in the outbox and is under way nowhere. */
const waitingOf = (tx: TenantTx, organisationId: string, invitationIds: readonly string[]) =>
	tx
		.deleteFrom('mails')
		.where('organisationId', '=', organisationId)
		.where('invitationId', '=', anyOf(invitationIds))
		.where('state', 'in', ['queued', 'deferred'])
		.where('claimedUntil', 'is', null);

/** Takes a sending's mails out of the outbox. */
export async function takeBackInvitations(
	tx: TenantTx,
	{ organisationId }: At,
	{ invitationIds, mailing }: Pick<Sending, 'invitationIds' | 'mailing'>
): Promise<void> {
	await waitingOf(tx, organisationId, invitationIds).where('mailing', '=', mailing).execute();
}

/** Removes invitations whose mail has gone to nobody, as though nobody had been invited. */
export async function uninvite(
	tx: TenantTx,
	{ organisationId }: At,
	{ invitationIds }: Pick<Sending, 'invitationIds'>
): Promise<void> {
	await tx
		.deleteFrom('invitations')
		.where('organisationId', '=', organisationId)
		.where('id', '=', anyOf(invitationIds))
		.execute();
}

/** Lets mails wait again that weren't sent because their invitations were withdrawn, as far as they are the latest. */
export async function resumeInvitations(
	tx: TenantTx,
	{ organisationId, now }: At,
	invitationIds: readonly string[],
	dueAt: number
): Promise<void> {
	await sql`
		update mails m set state = 'queued', reason = null, reported = false, claimed_until = null, attempts = 0,
			due_at = ${dueAt}::timestamptz, updated_at = ${now}::timestamptz
		from (
			select distinct on (invitation_id) id, state, reason from mails
			where organisation_id = ${organisationId} and invitation_id = ${anyOf(invitationIds)}
			order by invitation_id, created_at desc, id
		) latest
		where m.organisation_id = ${organisationId} and m.id = latest.id
			and latest.state = 'suppressed' and latest.reason = 'invitation_revoked'
	`.execute(tx);
}

/** Shows on invitations what became of their latest mails. Of an earlier one nothing is news. */
export async function showInvitationMails(
	tx: TenantTx,
	organisationId: string,
	mailIds: readonly string[]
): Promise<void> {
	await sql`
		update invitations i
		set mail_state = case m.state when 'delayed' then 'deferred' else m.state end, mail_reason = m.reason,
			mail_at = m.updated_at
		from mails m
		where m.organisation_id = ${organisationId} and m.id = ${anyOf(mailIds)}
			and i.organisation_id = m.organisation_id and i.id = m.invitation_id
			and not exists (
				select from mails later
				where later.organisation_id = m.organisation_id and later.invitation_id = m.invitation_id
					and (later.created_at, later.id) > (m.created_at, m.id)
			)
	`.execute(tx);
}
