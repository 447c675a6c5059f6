import { createHmac, timingSafeEqual } from 'node:crypto';

/** `<the invitation's id>.<its secret>`, as links carry it. */
const tokenPattern = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([0-9a-f]{40})$/;

/**
 * Derives an invitation's secret, as access keys are derived: a stolen database holds none. Devices choose the ids of
 * invitations, so the organisation is part of it.
 */
const deriveSecret = (secret: string, organisationId: string, id: string): string =>
	createHmac('sha256', secret)
		.update(`invitation:${organisationId}:${id}`)
		.digest('hex')
		.slice(0, 40);

/** What an invitation's link carries. */
export const invitationToken = (secret: string, organisationId: string, id: string): string =>
	`${id}.${deriveSecret(secret, organisationId, id)}`;

/** The two parts of a token; undefined where the text is none. */
export function parseInvitationToken(text: string): { id: string; secret: string } | undefined {
	const [, id, secret] = tokenPattern.exec(text) ?? [];
	return id && secret ? { id, secret } : undefined;
}

/** Compares a presented secret with an invitation's own in constant time. */
export const isInvitationSecret = (
	presented: string,
	secret: string,
	{ organisationId, id }: { organisationId: string; id: string }
): boolean =>
	timingSafeEqual(Buffer.from(presented), Buffer.from(deriveSecret(secret, organisationId, id)));

/** Where the invited accept. The token stands behind the `#`, so that no server's log and no referrer holds it. */
export const invitationLink = (publicUrl: string, token: string): string =>
	`${publicUrl}/app/invitation#${token}`;
