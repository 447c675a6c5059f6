import type { Locale } from './locales.ts';
import type { MailState } from './registrations.ts';
import { can, type Actor } from './team.ts';

/** For how long an invitation can be accepted from when it was sent last, in ms: 30 days (DOMAIN.md 2.7). */
export const invitationLifeMs = 30 * 86_400_000;

/**
 * Where an invitation stands (DOMAIN.md 2.9).
 * - `draft`: its mail isn't sent and doesn't wait
 * - `queued`: its mail waits, or is tried again
 */
export const invitationStates = [
	'draft',
	'queued',
	'sent',
	'delivered',
	'rejected',
	'opened',
	'accepted',
	'expired',
	'revoked'
] as const;
export type InvitationState = (typeof invitationStates)[number];

/** Where somebody stands: as their invitation does, or nobody has invited them. */
export const invitedStates = ['none', ...invitationStates] as const;
export type InvitedState = (typeof invitedStates)[number];

/** Asks a person to join the organisation's platform, as devices of who sees invitations hold it. */
export interface Invitation {
	id: string;
	personId: string;
	/** Where it was sent. Where the person's address is corrected, the server withdraws it. */
	email: string;
	/** Null: the organisation's. */
	language: Locale | null;
	/** Who invited them, by id and by the name that the server knows. */
	invitedBy: string;
	invitedByName: string;
	createdAt: number;
	expiresAt: number;
	/** What became of the latest mail. */
	mailState: MailState;
	mailReason: string | null;
	mailAt: number | null;
	/** When its link was first opened, by no machine, since it was sent last. */
	openedAt: number | null;
	acceptedAt: number | null;
	/** When it was noted that its time is over: a state depends on what is noted alone, the same everywhere. */
	expiredAt: number | null;
	revokedAt: number | null;
	/**
	 * The sending that had the latest mail sent, and how it stood until then; null: it was the first. Devices know it
	 * of what they haven't sent yet.
	 */
	mailing?: string | null;
	mailBefore?: InvitationBefore | null;
}

/** How an invitation stood before a mail that can be taken back. */
export type InvitationBefore = Pick<
	Invitation,
	'mailState' | 'mailReason' | 'mailAt' | 'openedAt' | 'expiresAt' | 'expiredAt'
>;

/** What states depend on. */
export type InvitationStanding = Pick<
	Invitation,
	'mailState' | 'openedAt' | 'acceptedAt' | 'expiredAt' | 'revokedAt'
>;

const mailed: Record<MailState, InvitationState> = {
	not_sent: 'draft',
	suppressed: 'draft',
	scheduled: 'queued',
	queued: 'queued',
	deferred: 'queued',
	sent: 'sent',
	delivered: 'delivered',
	rejected: 'rejected'
};

/** Where an invitation stands. What ended it counts before what became of its mail. */
export function invitationState(invitation: InvitationStanding): InvitationState {
	if (invitation.acceptedAt !== null) return 'accepted';
	if (invitation.revokedAt !== null) return 'revoked';
	if (invitation.expiredAt !== null) return 'expired';
	return invitation.openedAt !== null ? 'opened' : mailed[invitation.mailState];
}

/** Whether an invitation may still be accepted, or could be once it is sent again: it holds its address. */
export const isOpenInvitation = ({
	acceptedAt,
	revokedAt
}: Pick<Invitation, 'acceptedAt' | 'revokedAt'>): boolean =>
	acceptedAt === null && revokedAt === null;

/**
 * The one of a person's invitations that says where they stand: one that was accepted, else the open one, else the
 * latest.
 */
export function tellingInvitation<
	One extends Pick<Invitation, 'id' | 'createdAt' | 'acceptedAt' | 'revokedAt'>
>(invitations: Iterable<One>): One | undefined {
	let telling: One | undefined;
	for (const one of invitations) if (!telling || tellsMore(one, telling)) telling = one;
	return telling;
}

type Told = Parameters<typeof isOpenInvitation>[0] & { id: string; createdAt: number };

const rank = (one: Told): number => (one.acceptedAt !== null ? 2 : isOpenInvitation(one) ? 1 : 0);

function tellsMore(one: Told, other: Told): boolean {
	if (rank(one) !== rank(other)) return rank(one) > rank(other);
	return one.createdAt === other.createdAt ? one.id > other.id : one.createdAt > other.createdAt;
}

/** Where somebody stands by all of their invitations. */
export function invitedState(invitations: Iterable<Invitation>): InvitedState {
	const telling = tellingInvitation(invitations);
	return telling ? invitationState(telling) : 'none';
}

/** Invitations name people of the directory: who sees one event alone sees none. */
const reaches = (actor: Actor, level: 'view' | 'edit'): boolean =>
	can(actor, { area: 'invitations', level }) && can(actor, { area: 'people', level: 'view' });

export const maySeeInvitations = (actor: Actor): boolean => reaches(actor, 'view');
export const mayInvite = (actor: Actor): boolean => reaches(actor, 'edit');
