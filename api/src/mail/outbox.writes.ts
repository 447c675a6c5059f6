import { sql } from 'kysely';
import type { ConfirmationEffect, TakeBackMailsEffect } from '@foyer/shared/mutation';
import { mailHoldMs } from '@foyer/shared/undo';
import { anyOf } from '../db/any-of.ts';
import type { TenantTx } from '../db/tenant.ts';

/** An event, and the instant at which something is done with it (UTC ms). */
export interface EventAt {
	organisationId: string;
	eventId: string;
	now: number;
}

/** Mails confirmations to registrations. One that waits still is replaced; one that is under way goes too. */
export async function queueConfirmations(
	tx: TenantTx,
	{ organisationId, eventId, now }: EventAt,
	{ registrationIds, mailing }: Pick<ConfirmationEffect, 'registrationIds' | 'mailing'>,
	dueAt: number
): Promise<void> {
	const by = mailing ?? null;
	await tx
		.updateTable('mails')
		.set({ state: 'suppressed', reason: 'superseded', replacedBy: by, updatedAt: now })
		.where('organisationId', '=', organisationId)
		.where('registrationId', '=', anyOf(registrationIds))
		.where('kind', '=', 'confirmation')
		.where('state', 'in', ['queued', 'deferred'])
		.where((eb) => eb.or([eb('claimedUntil', 'is', null), eb('claimedUntil', '<=', now)]))
		.execute();
	await sql`
		insert into mails (organisation_id, id, event_id, registration_id, kind, state, mailing, due_at, created_at, updated_at)
		select organisation_id, gen_random_uuid(), event_id, id, 'confirmation', 'queued', ${by}::uuid,
			${dueAt}::timestamptz, ${now}::timestamptz, ${now}::timestamptz
		from registrations
		where organisation_id = ${organisationId} and event_id = ${eventId} and id = ${anyOf(registrationIds)}
	`.execute(tx);
}

/**
 * Lets confirmations wait again that weren't sent because their registrations were cancelled, as far as they are the
 * latest. Those that wait still, wait on.
 */
export async function resumeConfirmations(
	tx: TenantTx,
	{ organisationId, now }: EventAt,
	registrationIds: readonly string[],
	dueAt: number
): Promise<void> {
	await sql`
		update mails m set state = 'queued', reason = null, reported = true, claimed_until = null, attempts = 0,
			due_at = ${dueAt}::timestamptz, updated_at = ${now}::timestamptz
		from (
			select distinct on (registration_id) id, state, reason from mails
			where organisation_id = ${organisationId} and registration_id = ${anyOf(registrationIds)}
				and kind = 'confirmation'
			order by registration_id, created_at desc, id
		) latest
		where m.organisation_id = ${organisationId} and m.id = latest.id
			and latest.state = 'suppressed' and latest.reason = 'registration_cancelled'
	`.execute(tx);
}

/** Takes waiting mails out of the outbox, as though they had never been in it: those that they replaced wait again. */
export async function takeBackConfirmations(
	tx: TenantTx,
	{ organisationId, now }: EventAt,
	{ registrationIds, mailing }: Pick<TakeBackMailsEffect, 'registrationIds' | 'mailing'>
): Promise<void> {
	const ids = anyOf(registrationIds);
	await tx
		.deleteFrom('mails')
		.where('organisationId', '=', organisationId)
		.where('registrationId', '=', ids)
		.where('mailing', '=', mailing)
		.where('state', 'in', ['queued', 'deferred'])
		.where('claimedUntil', 'is', null)
		.execute();
	// One that was replaced itself will not come again; what it had replaced comes in its stead.
	await sql`
		update mails earlier set replaced_by = own.replaced_by from mails own
		where own.organisation_id = ${organisationId} and own.registration_id = ${ids}
			and own.mailing = ${mailing} and own.replaced_by is not null
			and earlier.organisation_id = own.organisation_id and earlier.registration_id = own.registration_id
			and earlier.replaced_by = ${mailing}
	`.execute(tx);
	const replaced = tx
		.updateTable('mails')
		.where('organisationId', '=', organisationId)
		.where('registrationId', '=', ids);
	await replaced.set({ replacedBy: null }).where('mailing', '=', mailing).execute();
	await replaced
		.set({ state: 'queued', reason: null, replacedBy: null, updatedAt: now })
		.where('replacedBy', '=', mailing)
		.where('state', '=', 'suppressed')
		.execute();
}

/**
 * Lets those registered be told of what changed, once it can no longer be undone. A trigger has noted
 * what the event was; a further change before then waits anew, and both are told as one.
 */
export async function announceChange(
	tx: TenantTx,
	{ organisationId, eventId, now }: EventAt
): Promise<void> {
	await tx
		.updateTable('eventAnnouncements')
		.set({ dueAt: now + mailHoldMs })
		.where('organisationId', '=', organisationId)
		.where('eventId', '=', eventId)
		.execute();
}

/** From now on the event's reminders go out when their time comes; those whose time has passed don't. */
export async function startReminders(
	tx: TenantTx,
	{ organisationId, eventId, now }: EventAt
): Promise<void> {
	await tx
		.updateTable('events')
		.set({ remindedUntil: now })
		.where('organisationId', '=', organisationId)
		.where('id', '=', eventId)
		.execute();
}
