import type { EventRole, RoleKind, RoleLinkWay, RoleRight } from '@foyer/shared/roles';
import { formatRelative } from '#lib/i18n/format.ts';
import { m } from '#lib/paraglide/messages.js';

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

/** What became of a role's link: how it was handed over, and whether that went wrong. */
export function sentWords(role: EventRole, now: number): { words: string; failed: boolean } {
	if (role.revokedAt !== null) return { words: m.roles_revoked(), failed: false };
	const { sentBy, sentAt, mailState } = role;
	if (sentBy === null || sentAt === null) return { words: m.roles_not_sent(), failed: false };
	if (sentBy === 'foyer' && mailState === 'rejected')
		return { words: m.roles_mail_rejected(), failed: true };
	if (sentBy === 'foyer' && mailState === 'suppressed')
		return { words: m.roles_mail_suppressed(), failed: true };
	if (sentBy === 'foyer' && (mailState === 'queued' || mailState === 'deferred'))
		return { words: m.roles_mail_queued(), failed: false };
	return { words: ways[sentBy]({ when: formatRelative(sentAt, now) }), failed: false };
}
