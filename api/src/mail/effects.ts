import type { Effect, InvitationEffect } from '@foyer/shared/mutation';
import { recordReveals } from '../access/key-reveals.writes.ts';
import type { Context } from '../context.ts';
import type { TenantTx } from '../db/tenant.ts';
import { deleteRegistrations } from '../registrations/registrations.writes.ts';
import { recordOwnChange } from '../registrations/own-changes.writes.ts';
import {
	announceChange,
	queueConfirmations,
	resumeConfirmations,
	startReminders,
	takeBackConfirmations
} from './outbox.writes.ts';
import {
	queueInvitations,
	resumeInvitations,
	takeBackInvitations,
	uninvite
} from './invitation-mails.writes.ts';
import { queueRoleMail, takeBackRoleMail } from './role-mails.writes.ts';

/**
 * Records what mutations declare beside their writes, in the same transaction and after them: what is
 * committed is sent, what is rolled back is not. The cost doesn't depend on how many are registered;
 * who is told of a change is worked out when it is due.
 * @param holdMs for how long mails to registrants, invitations and links to the stage wait in the outbox, in ms
 */
export async function recordEffects(
	tx: TenantTx,
	organisationId: string,
	effects: readonly Effect[],
	context: Pick<Context, 'now'>,
	holdMs = 0
): Promise<void> {
	for (const effect of effects) {
		if ('invitationIds' in effect) {
			await recordInvitations(tx, organisationId, effect, context.now(), holdMs);
			continue;
		}
		const at = { organisationId, eventId: effect.eventId, now: context.now() };
		if (effect.effect === 'reveal') await recordReveals(tx, at, effect);
		else if (effect.effect === 'own_change') await recordOwnChange(tx, organisationId, effect);
		else if (effect.effect === 'reminders') await startReminders(tx, at);
		else if (effect.effect === 'take_back_mails') await takeBackConfirmations(tx, at, effect);
		else if (effect.effect === 'resume_mails')
			await resumeConfirmations(tx, at, effect.registrationIds, at.now + holdMs);
		else if (effect.effect === 'unregister')
			await deleteRegistrations(tx, at, effect.registrationIds);
		else if (effect.effect === 'take_back_role_mail')
			await takeBackRoleMail(tx, organisationId, effect.roleId);
		else if (effect.mail === 'confirmation')
			await queueConfirmations(tx, at, effect, at.now + holdMs);
		else if (effect.mail === 'role_link')
			await queueRoleMail(tx, at, effect.roleId, at.now + holdMs);
		else await announceChange(tx, at);
	}
}

async function recordInvitations(
	tx: TenantTx,
	organisationId: string,
	effect: InvitationEffect,
	now: number,
	holdMs: number
): Promise<void> {
	const at = { organisationId, now };
	switch (effect.effect) {
		case 'mail':
			return queueInvitations(tx, at, effect, now + holdMs);
		case 'resume_invitations':
			return resumeInvitations(tx, at, effect.invitationIds, now + holdMs);
		case 'take_back_invitations':
			return takeBackInvitations(tx, at, effect);
		case 'uninvite':
			return uninvite(tx, at, effect);
	}
}
