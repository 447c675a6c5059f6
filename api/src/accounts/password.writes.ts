import type { Context } from '../context.ts';
import { hashPassword, isOutdated } from './passwords.ts';
import { endAllSessions } from './sessions.writes.ts';
import { takeUserToken } from './user-tokens.writes.ts';

type WriteContext = Pick<Context, 'db'>;

/**
 * Sets a new password by a link: uses the link and the user's other password links up and ends every
 * session. @returns false where another use of the link came first
 */
export async function setPasswordByToken(
	{ db }: WriteContext,
	tokenId: string,
	userId: string,
	password: string
): Promise<boolean> {
	const passwordHash = await hashPassword(password);
	return db.transaction().execute(async (tx) => {
		if (!(await takeUserToken(tx, tokenId))) return false;
		await tx
			.deleteFrom('userTokens')
			.where('userId', '=', userId)
			.where('purpose', '=', 'password')
			.execute();
		await tx.updateTable('users').set({ passwordHash }).where('id', '=', userId).execute();
		await endAllSessions({ db: tx }, userId);
		return true;
	});
}

/** Sets a new password for who is signed in; their other sessions and mailed links end. */
export async function changePassword(
	{ db }: WriteContext,
	userId: string,
	sessionId: string,
	password: string
): Promise<void> {
	const passwordHash = await hashPassword(password);
	await db.transaction().execute(async (tx) => {
		await tx
			.deleteFrom('userTokens')
			.where('userId', '=', userId)
			.where('purpose', '=', 'password')
			.execute();
		await tx.updateTable('users').set({ passwordHash }).where('id', '=', userId).execute();
		await endAllSessions({ db: tx }, userId, sessionId);
	});
}

/** Hashes a password that was just proved once more, where its stored hash is weaker than today's. */
export async function renewHash(
	{ db }: WriteContext,
	userId: string,
	stored: string,
	password: string
): Promise<void> {
	if (!isOutdated(stored)) return;
	const passwordHash = await hashPassword(password);
	// A password changed meanwhile stays.
	await db
		.updateTable('users')
		.set({ passwordHash })
		.where('id', '=', userId)
		.where('passwordHash', '=', stored)
		.execute();
}
