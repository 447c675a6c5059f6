import MailComposer from 'nodemailer/lib/mail-composer';
import type { MailComposerAttachment } from 'nodemailer/lib/mail-composer';
import type { Message } from './transport.ts';

interface Address {
	name: string;
	address: string;
}

/** What a message is made of. */
export interface MessageParts {
	id: string;
	messageId: string;
	organisationId: string | null;
	createdAt: number;
	/** The Date header, UTC ms. */
	date: number;
	from: Address;
	to: Address;
	subject: string;
	text: string;
	html: string;
	attachments: MailComposerAttachment[];
	/** An https address that a mail program posts to, once, when its reader wants no more (RFC 8058). */
	unsubscribe?: string;
}

/** The Message-ID of a mail: the same at each attempt, in the sender's domain. */
export const messageId = (id: string, mailFrom: string): string =>
	`<${id}@${mailFrom.slice(mailFrom.lastIndexOf('@') + 1)}>`;

/** The whole message as bytes (RFC 5322, MIME). */
export async function composeMessage(parts: MessageParts): Promise<Message> {
	const { id, organisationId, createdAt, from, to, subject, text, html, attachments } = parts;
	const composer = new MailComposer({
		messageId: parts.messageId,
		date: new Date(parts.date),
		from,
		to,
		subject,
		text,
		html,
		attachments,
		// RFC 3834; Exchange heeds its own header only.
		headers: {
			'Auto-Submitted': 'auto-generated',
			'X-Auto-Response-Suppress': 'All',
			...(parts.unsubscribe && {
				'List-Unsubscribe': `<${parts.unsubscribe}>`,
				'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click'
			})
		},
		disableFileAccess: true,
		disableUrlAccess: true,
		newline: 'windows'
	});
	const raw = await composer.compile().build();
	return { id, organisationId, createdAt, from: from.address, to: to.address, raw };
}
