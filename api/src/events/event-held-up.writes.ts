import type { Transaction } from 'kysely';
import type { Context } from '../context.ts';
import type { Schema } from '../db/schema.ts';
import { readHostsOf } from '../mail/hosts.reads.ts';
import { sendUserMail } from '../mail/user-mails.ts';

/** An event whose time has come, and the live one for whose end it waits. */
export interface HeldUp {
	organisationId: string;
	eventId: string;
	live: { eventId: string; title: string };
}

type HeldUpContext = Pick<Context, 'db' | 'config' | 'now' | 'newId'>;

/**
 * Notes what keeps an event from starting, for the devices to show, and has the host told by mail: once
 * for each time that it was to start. Early entry that falls into another event is no such time. Mails
 * to users lie outside of the tenant's tables, so this doesn't take the tenant's role.
 * @returns whether that is news
 */
export function noteHeldUp(context: HeldUpContext, heldUp: HeldUp): Promise<boolean> {
	return context.db.transaction().execute(async (tx) => {
		const first = await note(tx, heldUp, context.now(), 'unknown');
		if (!first) return (await note(tx, heldUp, context.now(), 'another')) !== undefined;
		await tellHosts({ ...context, db: tx }, heldUp, first.title);
		return true;
	});
}

/** @param known whether nothing is noted yet, or another event that has ended since */
function note(
	tx: Transaction<Schema>,
	{ organisationId, eventId, live }: HeldUp,
	now: number,
	known: 'unknown' | 'another'
): Promise<{ title: string } | undefined> {
	return tx
		.updateTable('events')
		.set({ heldUpBy: live.eventId })
		.where('organisationId', '=', organisationId)
		.where('id', '=', eventId)
		.where('status', '=', 'scheduled')
		.where('startsAt', '<=', now)
		.where((eb) =>
			known === 'unknown' ? eb('heldUpBy', 'is', null) : eb('heldUpBy', '!=', live.eventId)
		)
		.returning('title')
		.executeTakeFirst();
}

async function tellHosts(
	context: HeldUpContext,
	{ organisationId, live }: HeldUp,
	title: string
): Promise<void> {
	const link = `${context.config.publicUrl}/app/events/${live.eventId}`;
	for (const { email, name, locale } of await readHostsOf(context, organisationId)) {
		await sendUserMail(context, {
			kind: 'event_held_up',
			to: email,
			name,
			locale,
			link,
			title,
			live: live.title
		});
	}
}
