import type { Delivery } from './transport.ts';

interface SmtpError {
	code?: string;
	command?: string;
	responseCode?: number;
	response?: string;
	message?: string;
}

const longestReason = 200;

/** A server's words as they may be shown and stored: one line, without addresses, shortened. */
export function tidyReason(text: string): string {
	const line = text
		.replace(/<?[^\s<>"'(),;:]+@[^\s<>"'(),;:]+>?/gu, '…')
		.replace(/\s+/gu, ' ')
		.trim();
	return line.length > longestReason ? `${line.slice(0, longestReason - 1)}…` : line;
}

/** What a failed attempt means (RFC 5321, 4.2.1): a 5xx about this mail is final, all else passes. */
export function judgeFailure(error: unknown): Exclude<Delivery, { state: 'sent' }> {
	const { code, command, responseCode, response, message } = error as SmtpError;
	const aboutThisMail = code === 'EENVELOPE' || code === 'EMESSAGE';
	const reason = tidyReason(response ?? message ?? String(code));
	if (!aboutThisMail || responseCode === 421) return { state: 'deferred', reason, outage: true };
	// A refused sender is the installation's fault, and passes once it is set right.
	if (command === 'MAIL FROM') return { state: 'deferred', reason, outage: true };
	if (responseCode !== undefined && responseCode < 500)
		return { state: 'deferred', reason, outage: false };
	return { state: 'rejected', reason };
}
