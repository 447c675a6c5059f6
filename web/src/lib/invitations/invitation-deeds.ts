import {
	invitePeople,
	resendInvitations,
	restoreInvitations,
	revokeInvitations,
	takeBackInvitationMails,
	takeBackInvitations
} from '@foyer/shared/invitation-mutations';
import type { Invitation } from '@foyer/shared/invitations';
import type { Person } from '@foyer/shared/people';
import { inTurn, saveOrTell } from '#lib/attention/save.ts';
import { formatNumber } from '#lib/i18n/format.ts';
import { saveForMany } from '#lib/lists/save-for-many.ts';
import { m } from '#lib/paraglide/messages.js';
import { nameWords } from '#lib/people/people-words.ts';
import { offerUndo } from '#lib/ui/undo.ts';

const idsOf = (some: readonly { id: string }[]) => ({ ids: some.map(({ id }) => id) });

/**
 * Invites people, sends others theirs again, and offers to take all of it back for ten seconds: the mails wait as
 * long. @returns whether it was saved
 */
export async function inviteWithUndo(
	people: readonly Person[],
	again: readonly Invitation[] = []
): Promise<boolean> {
	const mailing = crypto.randomUUID();
	const rows = people.map(({ id: personId }) => ({ id: crypto.randomUUID(), personId }));
	const argsOf = (some: readonly { id: string }[]) => ({ ...idsOf(some), mailing });
	const deed = m.invitations_invite();
	const { saved } = await inTurn(
		() => saveForMany(invitePeople, rows, (some) => ({ people: [...some], mailing }), deed),
		() => saveForMany(resendInvitations, again, argsOf, deed)
	);
	if (!saved) return false;
	const count = people.length + again.length;
	offerUndo(told(people, count), () =>
		inTurn(
			() => saveForMany(takeBackInvitations, rows, argsOf, m.ui_undo()),
			() => saveForMany(takeBackInvitationMails, again, argsOf, m.ui_undo())
		)
	);
	return true;
}

function told(people: readonly Person[], count: number): string {
	const [one] = people;
	return one && count === 1
		? m.invitations_invited_one({ name: nameWords(one) })
		: m.invitations_invited({ count, shown: formatNumber(count) });
}

/** Sends somebody's invitation again. */
export async function resendWithUndo(person: Person, invitation: Invitation): Promise<void> {
	const of = { ids: [invitation.id], mailing: crypto.randomUUID() };
	const { saved } = await saveOrTell(resendInvitations, of);
	if (!saved) return;
	offerUndo(m.invitations_resent_one({ name: nameWords(person) }), () =>
		saveOrTell(takeBackInvitationMails, of)
	);
}

/** Withdraws somebody's invitation. */
export async function revokeWithUndo(person: Person, { id }: Invitation): Promise<void> {
	const of = { ids: [id] };
	if (!(await saveOrTell(revokeInvitations, of)).saved) return;
	offerUndo(m.invitations_revoked_one({ name: nameWords(person) }), () =>
		saveOrTell(restoreInvitations, of)
	);
}
