import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Context } from '../context.ts';
import { expireInvitations } from '../invitations/expiry.writes.ts';
import { announceDue, remindDue } from './announcements.writes.ts';
import type { TakenMail } from './attempts.ts';
import { reportMails, takeRegistrationMail } from './registration-mails.ts';
import { takeRoleMail } from './role-mails.ts';
import type { Delivery, Transport } from './transport.ts';
import { takeUserMail } from './user-mails.ts';

/** How many mails are under way at a time. */
const lanes = 5;

/** How often the registrations are brought up to date while many mails go out, in ms. */
const reportEveryMs = 1000;

/**
 * Does what the outbox has to do now: tells of changed events, reminds, sends what is due. Several
 * processes may do it at once; each mail is taken by one.
 * @param signal once aborted, no further mail is taken; those under way are finished
 * @returns whether the mail server was out of reach
 */
export async function workOutbox(
	context: Context,
	transport: Transport,
	signal: AbortSignal
): Promise<{ outage: boolean }> {
	await announceDue(context.db, context.now());
	await remindDue(context.db, context.now());
	await expireInvitations(context);
	const round: Round = { ended: signal.aborted, outage: false };
	const end = () => (round.ended = true);
	signal.addEventListener('abort', end);
	// What fails here is reported at the end.
	const reporting = setInterval(() => void reportMails(context).catch(() => {}), reportEveryMs);
	try {
		await Promise.all(Array.from({ length: lanes }, () => sendAll(context, transport, round)));
	} finally {
		clearInterval(reporting);
		signal.removeEventListener('abort', end);
		await reportMails(context);
	}
	return { outage: round.outage };
}

/** One pass over what is due; ended early by a stop, or by a mail server that is out of reach. */
interface Round {
	ended: boolean;
	outage: boolean;
}

async function sendAll(context: Context, transport: Transport, round: Round): Promise<void> {
	while (!round.ended) {
		const taken =
			(await takeUserMail(context)) ??
			(await takeRoleMail(context)) ??
			(await takeRegistrationMail(context));
		if (!taken) return;
		const delivery = await sendOne(context, transport, taken);
		if (delivery?.state !== 'deferred' || !delivery.outage) continue;
		round.outage = true;
		round.ended = true;
	}
}

async function sendOne(
	{ log }: Context,
	transport: Transport,
	taken: TakenMail
): Promise<Delivery | null> {
	const message = await taken.compose().catch(async (error: unknown) => {
		log.error({ err: error }, 'mail not composed');
		await taken.settle({ state: 'deferred', reason: 'not composed', outage: false });
		return null;
	});
	if (!message) return null;
	let became: Delivery | null = null;
	await transport.deliver(message, async (delivery) => {
		became = delivery;
		await persistently(() => taken.settle(delivery), log);
	});
	return became;
}

const settleTries = 60;

/**
 * A mail that the server took must be recorded as sent: with the database away, nothing further is sent
 * until it is back.
 */
async function persistently(settle: () => Promise<void>, log: Logger): Promise<void> {
	for (let tries = 1; ; tries++) {
		try {
			return await settle();
		} catch (error) {
			if (tries === settleTries) throw error;
			log.warn({ err: error }, 'what became of a mail not recorded yet');
			await setTimeout(1000);
		}
	}
}
