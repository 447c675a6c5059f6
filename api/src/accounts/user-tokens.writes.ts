import type { Transaction } from 'kysely';
import type { Context } from '../context.ts';
import type { Schema } from '../db/schema.ts';
import { isSecret, makeToken, parseToken } from './secret-tokens.ts';

/** A password link mailed to a user is good for an hour. */
const passwordLinkMs = 3_600_000;

export interface GoodToken {
	id: string;
	/** Null where the link makes the first account. */
	userId: string | null;
}

/** The stored token that a link's text proves; undefined where it is unknown, used, replaced or expired. */
export async function readToken(
	{ db, now }: Pick<Context, 'db' | 'now'>,
	purpose: 'host' | 'password',
	text: string
): Promise<GoodToken | undefined> {
	const token = parseToken(text);
	if (!token) return undefined;
	const stored = await db
		.selectFrom('userTokens')
		.select(['id', 'userId', 'secretHash', 'expiresAt'])
		.where('id', '=', token.id)
		.where('purpose', '=', purpose)
		.executeTakeFirst();
	if (!stored || !isSecret(token.secret, stored.secretHash)) return undefined;
	if (stored.expiresAt !== null && stored.expiresAt <= now()) return undefined;
	return { id: stored.id, userId: stored.userId };
}

/** Uses a token up. Of several that try at once, one alone gets true. */
export async function takeUserToken(tx: Transaction<Schema>, id: string): Promise<boolean> {
	const taken = await tx
		.deleteFrom('userTokens')
		.where('id', '=', id)
		.returning('id')
		.executeTakeFirst();
	return taken !== undefined;
}

/** Makes a user's link to a new password. @returns the token's text */
export async function createPasswordToken(
	{ db, now }: Pick<Context, 'db' | 'now'>,
	userId: string
): Promise<string> {
	const { id, text, secretHash } = makeToken();
	await db
		.insertInto('userTokens')
		.values({ id, purpose: 'password', userId, secretHash, expiresAt: now() + passwordLinkMs })
		.execute();
	return text;
}
