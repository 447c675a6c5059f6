import type { Throttled } from '@foyer/shared/accounts';
import * as v from 'valibot';
import { isUnreachable } from '#lib/api.ts';
import { formatNumber } from '#lib/i18n/format.ts';
import { m } from '#lib/paraglide/messages.js';

const issueWords: Record<string, () => string> = {
	required: m.accounts_issue_required,
	email_malformed: m.accounts_issue_email,
	email_too_long: m.accounts_issue_email,
	email_taken: m.accounts_issue_email_taken,
	too_long: m.accounts_issue_too_long,
	control_character: m.accounts_issue_character,
	password_too_short: m.accounts_issue_password_short,
	password_too_long: m.accounts_issue_password_long,
	password_common: m.accounts_issue_password_common,
	password_personal: m.accounts_issue_password_personal,
	page_name_too_short: m.accounts_issue_page_short,
	page_name_malformed: m.accounts_issue_page_malformed,
	page_name_reserved: m.accounts_issue_page_reserved,
	page_name_taken: m.accounts_issue_page_taken,
	time_zone_unknown: m.accounts_issue_zone
};

/** A sentence for what is wrong with a field. */
export const issueWord = (code: string): string => (issueWords[code] ?? m.accounts_issue_other)();

/** What is wrong with a form's fields, by field; empty where nothing is. */
export function issuesOf<S extends v.GenericSchema>(
	schema: S,
	input: v.InferInput<S>
): Partial<Record<string, string>> {
	const parsed = v.safeParse(schema, input);
	if (parsed.success) return {};
	const issues: Partial<Record<string, string>> = {};
	for (const issue of parsed.issues) {
		const field = v.getDotPath(issue) ?? '';
		// Of an empty field only that is worth saying.
		issues[field] ??= issueWord(issue.path?.[0]?.value === '' ? 'required' : issue.message);
	}
	return issues;
}

/** From how many minutes on a wait is told in hours, with another way in: such a wait is for guesses at one's password. */
const longWait = 120;

/** When to try again. */
export function throttledWord({ retryAfterMs }: Throttled): string {
	const minutes = Math.max(1, Math.ceil(retryAfterMs / 60_000));
	if (minutes > longWait) {
		const hours = Math.ceil(minutes / 60);
		return m.accounts_throttled_long({ hours, shown: formatNumber(hours) });
	}
	return m.accounts_throttled({ minutes, shown: formatNumber(minutes) });
}

/** What to say when the server gave no answer that fits. */
export const failureWord = (error: unknown): string =>
	isUnreachable(error) ? m.accounts_unreachable() : m.accounts_fault();
