import { reminderChoices } from '@foyer/shared/events';
import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../db/database.ts';
import type { MailsTable } from '../db/schema.ts';
import { writeTenant, type TenantTx } from '../db/tenant.ts';
import type { EventAt } from './outbox.writes.ts';

/*
 * Who is told of an event's change, and who is reminded, is worked out when it is due: there is nothing
 * to re-plan when an event moves, and a stopped server catches up.
 */

interface DueEvent {
	organisationId: string;
	eventId: string;
}

/** Makes the mails that tell of changed events, and of changes taken back meanwhile none. */
export async function announceDue(db: Db, now: number): Promise<void> {
	const due = await db
		.selectFrom('eventAnnouncements')
		.select(['organisationId', 'eventId'])
		.where('dueAt', '<=', now)
		.execute();
	for (const { organisationId, eventId } of due) {
		await writeTenant(db, organisationId, (tx) => announce(tx, { organisationId, eventId, now }));
	}
}

async function announce(tx: TenantTx, at: EventAt): Promise<void> {
	const { organisationId, eventId, now } = at;
	// The event first: a change made at this moment then notes itself anew, or waits.
	const event = await tx
		.selectFrom('events')
		.select(['startsAt', 'endsAt', 'timeZone', 'status', 'deletedAt'])
		.where('organisationId', '=', organisationId)
		.where('id', '=', eventId)
		.forUpdate()
		.executeTakeFirst();
	const told = await tx
		.deleteFrom('eventAnnouncements')
		.where('organisationId', '=', organisationId)
		.where('eventId', '=', eventId)
		.where('dueAt', '<=', now)
		.returning(['startsAt', 'endsAt', 'timeZone', 'cancelled'])
		.executeTakeFirst();
	if (!event || !told || event.deletedAt !== null || event.endsAt <= now) return;
	const kind = whatChanged(told, { ...event, cancelled: event.status === 'cancelled' });
	if (kind) await fanOut(tx, at, { kind, movedFrom: told.startsAt });
}

interface Announced {
	startsAt: number;
	endsAt: number;
	timeZone: string;
	cancelled: boolean;
}

/** What those registered are to be told, between what they know and what is; null: nothing. */
export function whatChanged(
	told: Announced,
	is: Announced
): 'event_moved' | 'event_cancelled' | 'event_reinstated' | null {
	if (is.cancelled) return told.cancelled ? null : 'event_cancelled';
	if (told.cancelled) return 'event_reinstated';
	const same =
		told.startsAt === is.startsAt && told.endsAt === is.endsAt && told.timeZone === is.timeZone;
	return same ? null : 'event_moved';
}

const earliestReminderMs = Math.max(...reminderChoices) * 60_000;

/** The events with a reminder whose time has come; to stand after `from`. */
export const remindersDue = (now: number): RawBuilder<unknown> => sql`
	events, unnest(reminders) m
	where status = 'scheduled' and deleted_at is null
		and starts_at > ${now}::timestamptz and starts_at <= ${now + earliestReminderMs}::timestamptz
		and starts_at - m * interval '1 minute' <= ${now}::timestamptz
		and starts_at - m * interval '1 minute' > reminded_until
`;

/**
 * Makes the reminders whose time has come. Of several that a stopped server missed, the last alone is
 * made; who registered after its time has the link at hand.
 */
export async function remindDue(db: Db, now: number): Promise<void> {
	const { rows } = await sql<DueEvent>`
		select distinct organisation_id, id as event_id from ${remindersDue(now)}
	`.execute(db);
	for (const due of rows)
		await writeTenant(db, due.organisationId, (tx) => remind(tx, { ...due, now }));
}

const minuteMs = 60_000;

async function remind(tx: TenantTx, at: EventAt): Promise<void> {
	const { organisationId, eventId, now } = at;
	const event = await tx
		.selectFrom('events')
		.select(['startsAt', 'status', 'reminders', 'remindedUntil', 'deletedAt'])
		.where('organisationId', '=', organisationId)
		.where('id', '=', eventId)
		.forUpdate()
		.executeTakeFirst();
	if (!event || event.status !== 'scheduled' || event.deletedAt !== null || event.startsAt <= now)
		return;
	const timeOf = (minutes: number): number => event.startsAt - minutes * minuteMs;
	const minutes = Math.min(
		...event.reminders.filter((m) => timeOf(m) <= now && timeOf(m) > event.remindedUntil)
	);
	if (!Number.isFinite(minutes)) return;
	await fanOut(tx, at, { kind: 'reminder', minutes, before: timeOf(minutes) });
	await tx
		.updateTable('events')
		.set({ remindedUntil: timeOf(minutes) })
		.where('organisationId', '=', organisationId)
		.where('id', '=', eventId)
		.execute();
}

interface FanOut {
	kind: MailsTable['kind'];
	minutes?: number;
	movedFrom?: number;
	/** Only to who was registered by then. */
	before?: number;
}

/** Between one mail of a large event and the next, in ms: so that other organisations' mails find their way. */
const spacingMs = 5;

/** Makes a mail for each who is registered and has an address, in place of one that waits still. */
async function fanOut(
	tx: TenantTx,
	at: EventAt,
	{ kind, minutes, movedFrom, before }: FanOut
): Promise<void> {
	const { organisationId, eventId, now } = at;
	const replaced: MailsTable['kind'][] =
		kind === 'reminder'
			? ['reminder']
			: ['reminder', 'event_moved', 'event_cancelled', 'event_reinstated'];
	await tx
		.updateTable('mails')
		.set({ state: 'suppressed', reason: 'superseded', updatedAt: now })
		.where('organisationId', '=', organisationId)
		.where('eventId', '=', eventId)
		.where('kind', 'in', replaced)
		.where('state', 'in', ['queued', 'deferred'])
		.execute();
	const statuses = kind === 'reminder' ? ['registered'] : ['registered', 'waiting_list'];
	await sql`
		insert into mails (organisation_id, id, event_id, registration_id, kind, minutes, moved_from, state, due_at, created_at, updated_at)
		select r.organisation_id, gen_random_uuid(), r.event_id, r.id, ${kind}, ${minutes ?? null}::integer,
			${movedFrom ?? null}::timestamptz, 'queued',
			${now}::timestamptz + (row_number() over (order by r.created_at, r.id) - 1) * ${spacingMs}::integer * interval '1 millisecond',
			${now}::timestamptz, ${now}::timestamptz
		from registrations r
		join people p on p.organisation_id = r.organisation_id and p.id = r.person_id
		where r.organisation_id = ${organisationId} and r.event_id = ${eventId} and r.email is not null
			and r.status = any(${statuses}::text[]) and p.deleted_at is null
			and not (${kind} = 'reminder' and r.reminders_stopped)
			and (${before ?? null}::timestamptz is null or r.created_at <= ${before ?? null}::timestamptz)
	`.execute(tx);
}
