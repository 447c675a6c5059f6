import MailPlus from '@lucide/svelte/icons/mail-plus';
import MailX from '@lucide/svelte/icons/mail-x';
import { mayInvite } from '@foyer/shared/invitations';
import type { Person } from '@foyer/shared/people';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';
import type { MenuItem } from '#lib/ui/menu.ts';
import { inviteWithUndo, resendWithUndo, revokeWithUndo } from './invitation-deeds.ts';

/** Whether this user may invite people, as far as this device knows. */
export function mayInviteHere(): boolean {
	const actor = local.membership?.actor;
	return actor !== undefined && mayInvite(actor);
}

/** What can be done about a person's invitation. */
export function invitationMenu(person: Person): MenuItem[] {
	const { invitations } = local;
	if (!mayInviteHere() || !invitations) return [];
	const { open, joined } = invitations.already(person.id);
	if (open)
		return [
			// One that waits is on its way already.
			...(open.mailState === 'queued'
				? []
				: [
						{
							label: m.invitations_resend(),
							icon: MailPlus,
							run: () => void resendWithUndo(person, open)
						}
					]),
			{
				label: m.invitations_revoke(),
				icon: MailX,
				run: () => void revokeWithUndo(person, open)
			}
		];
	if (joined || !person.email) return [];
	return [
		{ label: m.invitations_invite(), icon: MailPlus, run: () => void inviteWithUndo([person]) }
	];
}
