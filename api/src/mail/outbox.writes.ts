import { sql } from 'kysely';
import type { TenantTx } from '../db/tenant.ts';

/** An event, and the instant at which something is done with it (UTC ms). */
export interface EventAt {
	organisationId: string;
	eventId: string;
	now: number;
}

/** How long a change of an event waits before it is told, in ms: as long as it can be undone. */
const undoMs = 10_000;

/** Mails confirmations to registrations; one that waits still is replaced. */
export async function queueConfirmations(
	tx: TenantTx,
	{ organisationId, eventId, now }: EventAt,
	registrationIds: readonly string[]
): Promise<void> {
	await tx
		.updateTable('mails')
		.set({ state: 'suppressed', reason: 'superseded', updatedAt: now })
		.where('organisationId', '=', organisationId)
		.where('registrationId', '=', sql<string>`any(${registrationIds}::uuid[])`)
		.where('kind', '=', 'confirmation')
		.where('state', 'in', ['queued', 'deferred'])
		.execute();
	await sql`
		insert into mails (organisation_id, id, event_id, registration_id, kind, state, due_at, created_at, updated_at)
		select organisation_id, gen_random_uuid(), event_id, id, 'confirmation', 'queued',
			${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz
		from registrations
		where organisation_id = ${organisationId} and event_id = ${eventId} and id = any(${registrationIds}::uuid[])
	`.execute(tx);
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
		.set({ dueAt: now + undoMs })
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
