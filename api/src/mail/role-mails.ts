import { eventPath } from '@foyer/shared/access';
import { isOver } from '@foyer/shared/events';
import { roleLink } from '@foyer/shared/roles';
import { deriveRoleKey } from '../access/access-keys.ts';
import type { Config } from '../config.ts';
import { writeAndTell, type Context } from '../context.ts';
import { readTenant } from '../db/tenant.ts';
import { nextAttempt, type TakenMail } from './attempts.ts';
import { composeMessage, messageId } from './compose.ts';
import { leafOf, rangeInWords, zoneInWords } from './dates.ts';
import { renderLetter } from './letter.ts';
import { readRoleMailFacts, type RoleMailFacts } from './role-mails.reads.ts';
import {
	claimRoleMail,
	deferRoleMail,
	removeRoleMail,
	showRoleMail,
	type RoleMailRow
} from './role-mails.writes.ts';
import { mailTexts } from './texts/texts.ts';
import type { Delivery, Message } from './transport.ts';

/** Takes the next mail with a role's link that is due, if any. */
export async function takeRoleMail(context: Context): Promise<TakenMail | null> {
	const row = await claimRoleMail(context.db, context.now());
	if (!row) return null;
	return {
		compose: () => compose(context, row),
		settle: (delivery) => settle(context, row, delivery)
	};
}

/** Why the link is no longer sent; null: it is. */
function whySuppressed({ role, event }: RoleMailFacts, now: number): string | null {
	if (role.email === null) return 'no_address';
	if (role.revokedAt !== null) return 'role_revoked';
	if (event.deletedAt !== null) return 'event_deleted';
	if (event.status === 'cancelled') return 'event_cancelled';
	return isOver(event, now) ? 'event_over' : null;
}

async function compose(context: Context, row: RoleMailRow): Promise<Message | null> {
	const facts = await readTenant(context.db, row.organisationId, (tx) =>
		readRoleMailFacts(tx, row)
	);
	if (!facts) return null;
	const reason = whySuppressed(facts, context.now());
	if (reason === null) return composeRoleMail(facts, row, context.config, context.now());
	await end(context, row, { mailState: 'suppressed', mailReason: reason, mailAt: context.now() });
	return null;
}

async function settle(context: Context, row: RoleMailRow, delivery: Delivery): Promise<void> {
	const { state, reason } = delivery;
	const next = state === 'deferred' ? nextAttempt(row, context.now()) : null;
	if (next === null) {
		const mailState = state === 'deferred' ? 'rejected' : state;
		return end(context, row, {
			mailState,
			mailReason: reason,
			mailAt: context.now(),
			...(state === 'sent' && { mailId: row.id })
		});
	}
	await writeAndTell(context, row.organisationId, async (tx) => {
		await deferRoleMail(tx, row, next);
		await showRoleMail(tx, row, {
			mailState: 'deferred',
			mailReason: reason,
			mailAt: context.now()
		});
	});
}

const end = (
	context: Context,
	row: RoleMailRow,
	became: Parameters<typeof showRoleMail>[2]
): Promise<void> =>
	writeAndTell(context, row.organisationId, async (tx) => {
		if (await removeRoleMail(tx, row)) await showRoleMail(tx, row, became);
	});

/** Writes the mail by the present facts, in the event's language. */
function composeRoleMail(
	{ role, event, organisation }: RoleMailFacts,
	row: RoleMailRow,
	config: Pick<Config, 'secret' | 'publicUrl' | 'mailFrom'>,
	now: number
): Promise<Message> {
	const { language: locale, startsAt, timeZone, title } = event;
	const texts = mailTexts[locale];
	const key = deriveRoleKey(config.secret, organisation.id, role.id, role.keyVersion);
	const path = eventPath(organisation.pageName, event.permalink);
	const text = texts.roleLink({ title, kind: role.kind, organisation: organisation.name });
	const letter = renderLetter({
		locale,
		preheader: text.lead,
		sender: organisation.name,
		title,
		paragraphs: [texts.greeting(role.name), text.lead],
		when: {
			...leafOf(startsAt, timeZone, locale),
			lines: [rangeInWords(event, locale), zoneInWords(startsAt, timeZone, locale)]
		},
		button: { label: text.button, url: roleLink(config.publicUrl, path, role.id, key) },
		buttonNote: text.note,
		footer: [text.footer]
	});
	return composeMessage({
		id: row.id,
		messageId: messageId(row.id, config.mailFrom),
		organisationId: organisation.id,
		createdAt: row.createdAt,
		date: now,
		from: { name: organisation.name, address: config.mailFrom },
		to: { name: role.name, address: role.email ?? '' },
		subject: text.subject,
		...letter,
		attachments: []
	});
}
