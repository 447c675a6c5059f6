import { writeAndTell, type Context } from '../context.ts';
import { readTenant } from '../db/tenant.ts';
import { nextAttempt, type TakenMail } from './attempts.ts';
import { composeRegistrationMail, whySuppressed } from './registration-mail.ts';
import { readMailFacts } from './registration-mails.reads.ts';
import {
	claimMail,
	reportStates,
	settleMail,
	unreportedOrganisations,
	type ClaimedMail,
	type MailOutcome
} from './registration-mails.writes.ts';
import type { Delivery, Message } from './transport.ts';

/** Takes the next mail to a registrant that is due, if any. */
export async function takeRegistrationMail(context: Context): Promise<TakenMail | null> {
	const claimed = await claimMail(context.db, context.now());
	if (!claimed) return null;
	return {
		compose: () => compose(context, claimed),
		settle: (delivery) =>
			settleMail(context.db, claimed, outcomeOf(delivery, claimed, context.now()), context.now())
	};
}

async function compose(context: Context, claimed: ClaimedMail): Promise<Message | null> {
	const { db, config, now } = context;
	const facts = await readTenant(db, claimed.organisationId, (tx) =>
		readMailFacts(tx, claimed.organisationId, claimed.id)
	);
	if (!facts) return null;
	const reason = whySuppressed(facts, now());
	if (reason === null) return composeRegistrationMail(facts, config, now());
	// A confirmation is awaited; that a reminder had become needless is no news.
	const shown = facts.mail.kind === 'confirmation';
	await settleMail(db, claimed, { state: 'suppressed', reason, shown }, now());
	return null;
}

function outcomeOf(delivery: Delivery, claimed: ClaimedMail, now: number): MailOutcome {
	const { state, reason } = delivery;
	if (state !== 'deferred') return { state, reason, shown: true };
	const dueAt = nextAttempt(claimed, now);
	return dueAt === null
		? { state: 'rejected', reason, shown: true }
		: { state, reason, dueAt, shown: true };
}

/** Lets the registrations show what became of their mails, and devices hear of it. */
export async function reportMails(context: Context): Promise<void> {
	for (const organisationId of await unreportedOrganisations(context.db)) {
		await writeAndTell(context, organisationId, (tx) => reportStates(tx, organisationId));
	}
}
