import Ban from '@lucide/svelte/icons/ban';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleX from '@lucide/svelte/icons/circle-x';
import Clock from '@lucide/svelte/icons/clock';
import Hourglass from '@lucide/svelte/icons/hourglass';
import MailCheck from '@lucide/svelte/icons/mail-check';
import MailMinus from '@lucide/svelte/icons/mail-minus';
import type { Component } from 'svelte';
import type { MailState, Registration, RegistrationStatus } from '@foyer/shared/registrations';
import { m } from '#lib/paraglide/messages.js';
import type { Tone } from '#lib/ui/Status.svelte';

interface StateLook {
	tone: Tone;
	word: () => string;
	icon: Component<{ class?: string }>;
}

const mailLooks: Record<MailState, StateLook> = {
	not_sent: { tone: 'plain', word: m.registrations_mail_not_sent, icon: MailMinus },
	scheduled: { tone: 'plain', word: m.registrations_mail_scheduled, icon: Clock },
	queued: { tone: 'plain', word: m.registrations_mail_queued, icon: Clock },
	sent: { tone: 'plain', word: m.registrations_mail_sent, icon: MailCheck },
	delivered: { tone: 'ok', word: m.registrations_mail_delivered, icon: CircleCheck },
	deferred: { tone: 'attention', word: m.registrations_mail_deferred, icon: Hourglass },
	rejected: { tone: 'refused', word: m.registrations_mail_rejected, icon: CircleX },
	suppressed: { tone: 'plain', word: m.registrations_mail_suppressed, icon: Ban }
};

const statusLooks: Record<RegistrationStatus, StateLook> = {
	registered: { tone: 'plain', word: m.registrations_status_registered, icon: CircleCheck },
	waiting_list: { tone: 'attention', word: m.registrations_status_waiting_list, icon: Hourglass },
	cancelled: { tone: 'plain', word: m.registrations_status_cancelled, icon: Ban }
};

const shown = ({ word, ...look }: StateLook) => ({ ...look, word: word() });

/** What became of a registrant's mail, as it is shown. */
export const mailLook = (state: MailState) => shown(mailLooks[state]);

export const statusLook = (status: RegistrationStatus) => shown(statusLooks[status]);

const reasons: Record<string, () => string> = {
	organizer: m.registrations_reason_organizer,
	no_address: m.registrations_reason_no_address,
	person_deleted: m.registrations_reason_person_deleted,
	registration_cancelled: m.registrations_reason_registration_cancelled,
	event_deleted: m.registrations_reason_event_deleted,
	event_cancelled: m.registrations_reason_event_cancelled,
	event_over: m.registrations_reason_event_over,
	event_begun: m.registrations_reason_event_begun,
	event_moved: m.registrations_reason_event_moved,
	reminders_stopped: m.registrations_reason_reminders_stopped,
	role_revoked: m.registrations_reason_role_revoked,
	invitation_revoked: m.registrations_reason_invitation_revoked,
	invitation_accepted: m.registrations_reason_invitation_accepted,
	invitation_expired: m.registrations_reason_invitation_expired,
	superseded: m.registrations_reason_superseded,
	kept: m.registrations_reason_kept
};

/** Why the mail stands as it does: in words where the reason is Foyer's own, else as the mail server said it. */
export function mailReasonWords({ mailReason }: Pick<Registration, 'mailReason'>): string | null {
	if (!mailReason) return null;
	return reasons[mailReason]?.() ?? mailReason;
}

/** Whether a mail with the link has gone out, or was to. */
export const sentBefore = ({ mailState }: Pick<Registration, 'mailState'>): boolean =>
	mailState !== 'not_sent' && mailState !== 'suppressed';
