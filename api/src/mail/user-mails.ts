import type { Locale } from '@foyer/shared/locales';
import type { Context } from '../context.ts';
import { seal, unseal } from '../sealing.ts';
import { nextAttempt, type TakenMail } from './attempts.ts';
import { composeMessage, messageId } from './compose.ts';
import { renderLetter } from './letter.ts';
import { mailTexts, type ExportTold, type UserMailText } from './texts/texts.ts';
import type { Message } from './transport.ts';
import {
	claimUserMail,
	deferUserMail,
	deleteUserMail,
	insertUserMail,
	type UserMailRow
} from './user-mails.writes.ts';

/** A mail to who signs in: about their own account, an event of theirs that can't start, or a file they asked for. */
export type UserMail = {
	to: string;
	name: string;
	locale: Locale;
	/** Where the mail's button leads. One to a new password works once; sealed where it is stored, and in no log. */
	link: string;
} & (
	| { kind: 'password_reset' }
	| { kind: 'event_held_up'; title: string; live: string }
	| ({ kind: 'export_ready' } & ExportTold)
	| { kind: 'export_not_made' }
);

/** Has a mail sent to a user. Once this returns, a crash doesn't lose it. */
export async function sendUserMail(
	{ db, config, now, newId }: Pick<Context, 'db' | 'config' | 'now' | 'newId'>,
	mail: UserMail
): Promise<void> {
	const sealed = seal(config.secret, 'user-mails', JSON.stringify(mail));
	await insertUserMail(db, { id: newId(), sealed, createdAt: now() });
}

/** Takes the next mail to a user that is due, if any. */
export async function takeUserMail(context: Context): Promise<TakenMail | null> {
	const row = await claimUserMail(context.db, context.now());
	if (!row) return null;
	return {
		compose: () => composeUserMail(context, row),
		async settle(delivery) {
			const next = delivery.state === 'deferred' ? nextAttempt(row, context.now()) : null;
			if (next !== null) return deferUserMail(context.db, row.id, next);
			if (delivery.state !== 'sent')
				context.log.warn({ mailId: row.id, reason: delivery.reason }, 'mail to a user not sent');
			await deleteUserMail(context.db, row.id);
		}
	};
}

function textOf(mail: UserMail): UserMailText {
	const texts = mailTexts[mail.locale];
	switch (mail.kind) {
		case 'password_reset':
			return texts.passwordReset(mail.name);
		case 'event_held_up':
			return texts.heldUp(mail);
		case 'export_ready':
			return texts.exportReady(mail);
		case 'export_not_made':
			return texts.exportNotMade(mail.name);
	}
}

async function composeUserMail(context: Context, row: UserMailRow): Promise<Message | null> {
	const { config, now } = context;
	const mail = JSON.parse(unseal(config.secret, 'user-mails', row.sealed)) as UserMail;
	const { to, name, locale, link } = mail;
	const text = textOf(mail);
	const letter = renderLetter({
		locale,
		preheader: text.lead,
		title: text.title,
		paragraphs: [text.greeting, text.lead],
		button: { label: text.button, url: link },
		buttonNote: text.note,
		footer: [text.footer, 'Foyer']
	});
	return composeMessage({
		id: row.id,
		messageId: messageId(row.id, config.mailFrom),
		organisationId: null,
		createdAt: row.createdAt,
		date: now(),
		from: { name: 'Foyer', address: config.mailFrom },
		to: { name, address: to },
		subject: text.subject,
		...letter,
		attachments: []
	});
}
