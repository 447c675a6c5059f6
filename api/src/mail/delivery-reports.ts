import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import PostalMime, { type Attachment } from 'postal-mime';
import { writeAndTell, type Context } from '../context.ts';
import { findMail, settleReported, showReported } from './delivery-reports.writes.ts';
import { reportStates } from './registration-mails.writes.ts';
import { tidyReason } from './smtp-failures.ts';

export const reportsPath = '/api/mail/delivery-reports';

/** The token that a delivery report carries, derived from the server's secret: hosts are shown it. */
export const reportsToken = (secret: string): string =>
	createHmac('sha256', secret).update('delivery-reports').digest('hex').slice(0, 40);

/** Whether an Authorization header carries the token, in constant time. */
export function isReportsToken(secret: string, authorization: string | undefined): boolean {
	const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${reportsToken(secret)}`));
}

/** What a delivery report says of a mail. */
export interface DeliveryReport {
	mailId: string;
	/** `delayed`: another server has it and tries on. */
	state: 'delivered' | 'rejected' | 'delayed';
	reason: string | null;
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/**
 * Reads a delivery report (RFC 3464) about a mail of ours, known by its envelope id or Message-ID; null
 * where it is none.
 */
export async function parseDeliveryReport(raw: Uint8Array): Promise<DeliveryReport | null> {
	const email = await PostalMime.parse(raw, { forceRfc822Attachments: true, maxNestingDepth: 20 });
	const status = email.attachments.find(({ mimeType }) =>
		/^message\/(?:global-)?delivery-status$/.test(mimeType)
	);
	if (!status) return null;
	const fields = fieldsOf(textOf(status));
	const mailId =
		uuid.exec(fields.get('original-envelope-id') ?? '')?.[0] ??
		returnedMessageId(email.attachments);
	const state = stateOf(fields.get('action'));
	if (!mailId || !state) return null;
	const words = fields.get('diagnostic-code')?.replace(/^smtp;\s*/i, '') ?? fields.get('status');
	return {
		mailId: mailId.toLowerCase(),
		state,
		reason: state === 'delivered' || !words ? null : tidyReason(words)
	};
}

/** RFC 3464, 2.3.3. `relayed` and `expanded` say nothing about the mailbox. */
function stateOf(action: string | undefined): DeliveryReport['state'] | null {
	switch (action?.toLowerCase()) {
		case 'delivered':
			return 'delivered';
		case 'failed':
			return 'rejected';
		case 'delayed':
			return 'delayed';
		default:
			return null;
	}
}

const textOf = ({ content }: Attachment): string =>
	typeof content === 'string' ? content : Buffer.from(content as ArrayBuffer).toString('utf8');

/** Header-like fields of all the report's parts, unfolded; of one that comes twice, the first. */
function fieldsOf(text: string): Map<string, string> {
	const fields = new Map<string, string>();
	for (const line of text.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
		const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
		const key = name?.toLowerCase();
		if (key && value !== undefined && !fields.has(key)) fields.set(key, value.trim());
	}
	return fields;
}

/** The Message-ID in the returned message or its headers. */
function returnedMessageId(attachments: readonly Attachment[]): string | undefined {
	const returned = attachments.find(
		({ mimeType }) => mimeType === 'message/rfc822' || mimeType === 'text/rfc822-headers'
	);
	return returned && uuid.exec(fieldsOf(textOf(returned)).get('message-id') ?? '')?.[0];
}

/** Records a report where its mail is known. @returns whether it was */
export async function takeDeliveryReport(
	context: Context,
	report: DeliveryReport
): Promise<boolean> {
	const mail = await findMail(context.db, report.mailId);
	if (!mail) return false;
	const { organisationId, about } = mail;
	const reported = { ...report, organisationId, now: context.now() };
	await writeAndTell(context, organisationId, async (tx) => {
		if (about === 'role') return showReported(tx, reported);
		await settleReported(tx, reported);
		await reportStates(tx, organisationId);
	});
	return true;
}
