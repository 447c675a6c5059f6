import { writeAndTell, type Context } from '../context.ts';
import { readTenant, writeTenant } from '../db/tenant.ts';
import { nextAttempt, type TakenMail } from './attempts.ts';
import { composeInvitation } from './invitation-mails.ts';
import { composeRegistrationMail, whySuppressed } from './registration-mail.ts';
import { readMailFacts, type MailFacts } from './registration-mails.reads.ts';
import {
	claimMail,
	lockRegistration,
	reportStates,
	settleMail,
	unreportedOrganisations,
	type ClaimedMail,
	type MailOutcome
} from './registration-mails.writes.ts';
import type { Delivery, Message } from './transport.ts';

/** Takes the next mail to a registrant, or to somebody who is invited, that is due, if any. */
export async function takeRegistrationMail(context: Context): Promise<TakenMail | null> {
	const claimed = await claimMail(context.db, context.now());
	if (!claimed) return null;
	return {
		compose: () => {
			const { invitationId } = claimed;
			return invitationId === null
				? compose(context, claimed)
				: composeInvitation(context, { ...claimed, invitationId });
		},
		settle: (delivery) =>
			writeTenant(context.db, claimed.organisationId, (tx) =>
				settleMail(tx, claimed, outcomeOf(delivery, claimed, context.now()), context.now())
			)
	};
}

async function compose(context: Context, claimed: ClaimedMail): Promise<Message | null> {
	const { db, config, now } = context;
	const facts = await readTenant(db, claimed.organisationId, (tx) =>
		readMailFacts(tx, claimed.organisationId, claimed.id)
	);
	if (!facts) return null;
	const held = whySuppressed(facts, now()) === null ? facts : await suppress(context, claimed);
	return held ? composeRegistrationMail(held, config, now()) : null;
}

/**
 * Notes that a mail isn't sent, unless the registration has its place back meanwhile: whoever gives it back waits
 * here, or is waited for.
 * @returns what the mail is made from, should it go after all
 */
const suppress = ({ db, now }: Context, claimed: ClaimedMail): Promise<MailFacts | undefined> =>
	writeTenant(db, claimed.organisationId, async (tx) => {
		await lockRegistration(tx, claimed);
		const facts = await readMailFacts(tx, claimed.organisationId, claimed.id);
		const reason = facts && whySuppressed(facts, now());
		if (!facts || !reason) return facts;
		// A confirmation is awaited; that a reminder had become needless is no news.
		const shown = facts.mail.kind === 'confirmation';
		await settleMail(tx, claimed, { state: 'suppressed', reason, shown }, now());
		return undefined;
	});

function outcomeOf(delivery: Delivery, claimed: ClaimedMail, now: number): MailOutcome {
	const { state, reason } = delivery;
	if (state !== 'deferred') return { state, reason, shown: true };
	const dueAt = nextAttempt(claimed, now);
	return dueAt === null
		? { state: 'rejected', reason, shown: true }
		: { state, reason, dueAt, shown: true };
}

/** Lets registrations and invitations show what became of their mails, and devices hear of it. */
export async function reportMails(context: Context): Promise<void> {
	for (const organisationId of await unreportedOrganisations(context.db)) {
		await writeAndTell(context, organisationId, (tx) => reportStates(tx, organisationId));
	}
}
