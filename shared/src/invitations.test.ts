import { expect, test } from 'vitest';
import {
	invitationState,
	invitedState,
	mayInvite,
	maySeeInvitations,
	tellingInvitation,
	type Invitation,
	type InvitationState
} from './invitations.ts';
import { mailStates, type MailState } from './registrations.ts';
import { allLevels, type MemberActor } from './team.ts';

const invitation: Invitation = {
	id: 'i',
	personId: 'p',
	email: 'ada@example.org',
	language: null,
	invitedBy: 'u',
	invitedByName: '',
	createdAt: 10,
	expiresAt: 100,
	mailState: 'delivered',
	mailReason: null,
	mailAt: 20,
	openedAt: null,
	acceptedAt: null,
	expiredAt: null,
	revokedAt: null
};
const like = (fields: Partial<Invitation>): Invitation => ({ ...invitation, ...fields });

const byMail: Record<MailState, InvitationState> = {
	not_sent: 'draft',
	scheduled: 'queued',
	queued: 'queued',
	sent: 'sent',
	delivered: 'delivered',
	deferred: 'queued',
	rejected: 'rejected',
	suppressed: 'draft'
};

test.each<[string, Partial<Invitation>, InvitationState]>([
	...mailStates.map((mailState): [string, Partial<Invitation>, InvitationState] => [
		`whose mail is ${mailState}`,
		{ mailState },
		byMail[mailState]
	]),
	['that was opened', { openedAt: 30 }, 'opened'],
	['that was opened though its mail came back', { openedAt: 30, mailState: 'rejected' }, 'opened'],
	['that was accepted', { openedAt: 30, acceptedAt: 40 }, 'accepted'],
	['that has expired', { openedAt: 30, expiredAt: 100 }, 'expired'],
	['that was withdrawn', { openedAt: 30, revokedAt: 50 }, 'revoked'],
	['that was withdrawn once it had expired', { expiredAt: 100, revokedAt: 110 }, 'revoked'],
	['that was accepted, however it went on', { acceptedAt: 40, revokedAt: 50 }, 'accepted']
])('an invitation %s', (_which, fields, state) => {
	expect(invitationState(like(fields))).toBe(state);
});

const open = like({ id: 'open' });
const later = like({ id: 'later', createdAt: 20 });
const gone = like({ id: 'gone', createdAt: 30, revokedAt: 40 });
const accepted = like({ id: 'accepted', createdAt: 1, acceptedAt: 2 });

test.each([
	['none', [], undefined],
	['the only one', [gone], 'gone'],
	['the latest', [later, open], 'later'],
	['the open one before one that was withdrawn later', [gone, open], 'open'],
	['one that was accepted before all others', [open, gone, accepted], 'accepted'],
	['of the same instant always the same', [like({ id: 'a' }), like({ id: 'b' })], 'b'],
	['of the same instant always the same, in any order', [like({ id: 'b' }), like({ id: 'a' })], 'b']
])('of several, %s tells', (_which, invitations, id) => {
	expect(tellingInvitation(invitations)?.id).toBe(id);
});

test('whom nobody invited stands so', () => {
	expect(invitedState([])).toBe('none');
	expect(invitedState([gone])).toBe('revoked');
});

const member = (levels: Partial<MemberActor['levels']>, events: MemberActor['events'] = 'all') => ({
	...{ kind: 'member' as const, userId: 'u', host: false, events },
	levels: { ...allLevels('none'), ...levels }
});

test.each([
	['the host', { ...member({}), host: true }, true, true],
	['who edits both', member({ invitations: 'edit', people: 'edit' }), true, true],
	['who sees people', member({ invitations: 'edit', people: 'view' }), true, true],
	['who only looks', member({ invitations: 'view', people: 'manage' }), true, false],
	['who sees no people', member({ invitations: 'manage' }), false, false],
	['of one event', member({ invitations: 'manage', people: 'manage' }, ['e']), false, false],
	['an attendee', { kind: 'attendee' as const }, false, false]
])('%s', (_who, actor, sees, invites) => {
	expect([maySeeInvitations(actor), mayInvite(actor)]).toEqual([sees, invites]);
});
