import type { InvitedState } from '@foyer/shared/invitations';
import { m } from '#lib/paraglide/messages.js';

const words: Record<InvitedState, () => string> = {
	none: m.invitations_state_none,
	draft: m.invitations_state_draft,
	queued: m.invitations_state_queued,
	sent: m.invitations_state_sent,
	delivered: m.invitations_state_delivered,
	rejected: m.invitations_state_rejected,
	opened: m.invitations_state_opened,
	accepted: m.invitations_state_accepted,
	expired: m.invitations_state_expired,
	revoked: m.invitations_state_revoked
};

/** Where somebody stands as who is invited, in words. */
export const invitedWords = (state: InvitedState): string => words[state]();
