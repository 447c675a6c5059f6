import type { InvitationOver } from '@foyer/shared/accounts';
import type { Context } from '../context.ts';
import { isInvitationSecret, parseInvitationToken } from './invitation-token.ts';

/** An invitation as who holds its link sees it. */
export interface HeldInvitation {
	organisationId: string;
	id: string;
	personId: string;
	email: string;
	organisation: string;
}

type ReadContext = Pick<Context, 'db' | 'now' | 'config'>;

/** The invitation that a token opens now, or why it opens none. */
export async function readHeldInvitation(
	{ db, now, config }: ReadContext,
	text: string
): Promise<HeldInvitation | InvitationOver> {
	const token = parseInvitationToken(text);
	if (!token) return { state: 'unknown' };
	const found = await db
		.selectFrom('invitations as i')
		.innerJoin('organisations as o', 'o.id', 'i.organisationId')
		.select(['i.organisationId', 'i.id', 'i.personId', 'i.email', 'o.name as organisation'])
		.select(['i.expiresAt', 'i.acceptedAt', 'i.revokedAt'])
		.where('i.id', '=', token.id)
		.execute();
	// Devices choose the ids: another organisation's may have the same.
	const held = found.find((one) => isInvitationSecret(token.secret, config.secret, one));
	if (!held) return { state: 'unknown' };
	const { expiresAt, acceptedAt, revokedAt, ...invitation } = held;
	if (acceptedAt !== null) return { state: 'used' };
	if (revokedAt !== null) return { state: 'revoked' };
	return expiresAt <= now() ? { state: 'expired' } : invitation;
}

/** What the directory calls whom an invitation is for. */
export const readInvited = (
	{ db }: Pick<Context, 'db'>,
	{ organisationId, personId }: Pick<HeldInvitation, 'organisationId' | 'personId'>
) =>
	db
		.selectFrom('people')
		.select(['firstName', 'lastName'])
		.where('organisationId', '=', organisationId)
		.where('id', '=', personId)
		.executeTakeFirstOrThrow();
