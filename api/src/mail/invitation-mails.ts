import { isOpenInvitation, type Invitation } from '@foyer/shared/invitations';
import { matchLocale, type Locale } from '@foyer/shared/locales';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';
import { readTenant, writeTenant, type TenantTx } from '../db/tenant.ts';
import { invitationLink, invitationToken } from '../invitations/invitation-token.ts';
import { composeMessage, messageId } from './compose.ts';
import { dayInWords } from './dates.ts';
import { renderLetter } from './letter.ts';
import { settleMail, type ClaimedMail } from './registration-mails.writes.ts';
import { mailTexts } from './texts/texts.ts';
import type { Message } from './transport.ts';

/** A taken mail that invites. */
export type InvitationMail = ClaimedMail & { invitationId: string };

/** All that a mail that invites is made from, as it is now. */
interface InvitationFacts {
	invitation: Pick<
		Invitation,
		'id' | 'email' | 'language' | 'invitedByName' | 'expiresAt' | 'acceptedAt' | 'revokedAt'
	>;
	person: { firstName: string; lastName: string };
	organisation: { id: string; name: string; locale: Locale; timeZone: string };
}

/** Why a mail that invites is no longer sent. */
type SuppressedInvitation = 'invitation_revoked' | 'invitation_accepted' | 'invitation_expired';

const whySuppressed = (
	{ invitation }: InvitationFacts,
	now: number
): SuppressedInvitation | null => {
	if (!isOpenInvitation(invitation))
		return invitation.acceptedAt === null ? 'invitation_revoked' : 'invitation_accepted';
	return invitation.expiresAt <= now ? 'invitation_expired' : null;
};

/** Writes a mail that invites by the present facts; null where there is nothing to send any more, which is noted. */
export async function composeInvitation(
	context: Context,
	claimed: InvitationMail
): Promise<Message | null> {
	const { db, config, now } = context;
	const facts = await readTenant(db, claimed.organisationId, (tx) => readFacts(tx, claimed));
	if (!facts) return null;
	const held = whySuppressed(facts, now()) === null ? facts : await suppress(context, claimed);
	return held ? compose(held, claimed, config, now()) : null;
}

/** Whoever gives the invitation back waits here, or is waited for. */
const suppress = (
	{ db, now }: Context,
	claimed: InvitationMail
): Promise<InvitationFacts | undefined> =>
	writeTenant(db, claimed.organisationId, async (tx) => {
		await tx
			.selectFrom('invitations')
			.select('id')
			.where('organisationId', '=', claimed.organisationId)
			.where('id', '=', claimed.invitationId)
			.forUpdate()
			.execute();
		const facts = await readFacts(tx, claimed);
		const reason = facts && whySuppressed(facts, now());
		if (!facts || !reason) return facts;
		await settleMail(tx, claimed, { state: 'suppressed', reason, shown: true }, now());
		return undefined;
	});

async function readFacts(
	tx: TenantTx,
	{ organisationId, invitationId }: InvitationMail
): Promise<InvitationFacts | undefined> {
	const invitation = await tx
		.selectFrom('invitations')
		.select(['id', 'personId', 'email', 'language', 'invitedByName'])
		.select(['expiresAt', 'acceptedAt', 'revokedAt'])
		.where('organisationId', '=', organisationId)
		.where('id', '=', invitationId)
		.executeTakeFirst();
	if (!invitation) return undefined;
	const person = await tx
		.selectFrom('people')
		.select(['firstName', 'lastName'])
		.where('organisationId', '=', organisationId)
		.where('id', '=', invitation.personId)
		.executeTakeFirstOrThrow();
	const organisation = await tx
		.selectFrom('organisations')
		.select(['id', 'name', 'locale', 'timeZone'])
		.where('id', '=', organisationId)
		.executeTakeFirstOrThrow();
	return { invitation, person, organisation };
}

function compose(
	{ invitation, person, organisation }: InvitationFacts,
	claimed: InvitationMail,
	{ secret, publicUrl, mailFrom }: Pick<Config, 'secret' | 'publicUrl' | 'mailFrom'>,
	now: number
): Promise<Message> {
	const locale = matchLocale([invitation.language, organisation.locale]) ?? 'en';
	const texts = mailTexts[locale];
	const text = texts.invitation({
		organisation: organisation.name,
		by: invitation.invitedByName,
		until: dayInWords(invitation.expiresAt, organisation.timeZone, locale)
	});
	const token = invitationToken(secret, organisation.id, invitation.id);
	const letter = renderLetter({
		locale,
		preheader: text.lead,
		sender: organisation.name,
		title: text.title,
		paragraphs: [texts.greeting(person.firstName), text.lead],
		button: { label: text.button, url: invitationLink(publicUrl, token) },
		buttonNote: text.note,
		footer: [text.footer]
	});
	return composeMessage({
		id: claimed.id,
		messageId: messageId(claimed.id, mailFrom),
		organisationId: organisation.id,
		createdAt: claimed.createdAt,
		date: now,
		from: { name: organisation.name, address: mailFrom },
		to: {
			name: [person.firstName, person.lastName].filter(Boolean).join(' '),
			address: invitation.email
		},
		subject: text.subject,
		...letter,
		attachments: []
	});
}
