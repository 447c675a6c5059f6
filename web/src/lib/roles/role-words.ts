import type { EventRole, RoleKind, RoleLinkWay, RoleRight } from '@foyer/shared/roles';
import { formatRelative } from '#lib/i18n/format.ts';
import { m } from '#lib/paraglide/messages.js';
import { mailReasonWords } from '#lib/registrations/mail-words.ts';

export const kindWords: Record<RoleKind, { label: () => string; hint: () => string }> = {
	presenter: { label: m.roles_presenter, hint: m.roles_presenter_hint },
	speaker: { label: m.roles_speaker, hint: m.roles_speaker_hint },
	moderator: { label: m.roles_moderator, hint: m.roles_moderator_hint }
};

export const rightWords: Record<RoleRight, { label: () => string; hint?: () => string }> = {
	start: { label: m.roles_right_start },
	end: { label: m.roles_right_end },
	recordings: { label: m.roles_right_recordings },
	attendees: { label: m.roles_right_attendees },
	contacts: { label: m.roles_right_contacts, hint: m.roles_right_contacts_hint }
};

const ways: Record<RoleLinkWay, (given: { when: string }) => string> = {
	foyer: m.roles_sent_foyer,
	mailed: m.roles_sent_mailed,
	copied: m.roles_sent_copied,
	shared: m.roles_sent_shared,
	code: m.roles_sent_code
};

/** What became of a role’s link: how it was handed over, whether that went wrong, and why, with the time. */
export interface SentWords {
	words: string;
	failed: boolean;
	details: string | null;
}

export function sentWords(role: EventRole, now: number): SentWords {
	const plain = (words: string): SentWords => ({ words, failed: false, details: null });
	if (role.revokedAt !== null) return plain(m.roles_revoked());
	const { sentBy, sentAt, mailState, mailAt } = role;
	if (sentBy === null || sentAt === null) return plain(m.roles_not_sent());
	const since = mailAt === null ? null : formatRelative(mailAt, now);
	const mailed = (words: string, failed: boolean): SentWords => {
		const details = [since, mailReasonWords(role)].filter(Boolean);
		return { words, failed, details: details.length > 0 ? details.join(' · ') : null };
	};
	if (sentBy === 'foyer') {
		if (mailState === 'rejected') return mailed(m.roles_mail_rejected(), true);
		if (mailState === 'suppressed') return mailed(m.roles_mail_suppressed(), true);
		if (mailState === 'deferred') return mailed(m.roles_mail_deferred(), false);
		if (mailState === 'queued') return plain(m.roles_mail_queued());
		if (mailState === 'delivered' && since) return plain(m.roles_mail_delivered({ when: since }));
	}
	return plain(ways[sentBy]({ when: formatRelative(sentAt, now) }));
}
