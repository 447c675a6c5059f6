import { sql } from 'kysely';
import type { Context } from '../context.ts';
import type { SignedIn } from '../trpc.ts';
import { isSecret, makeToken, parseToken } from './secret-tokens.ts';
import { sessionLifeMs, tokenOf } from './session-cookie.ts';

/** A session not used for this long has ended: 30 days, in ms. */
const unusedLifeMs = 30 * 86_400_000;

/** How exactly a session's last use is known: each request would write otherwise. */
const usedEveryMs = 3_600_000;

type SessionContext = Pick<Context, 'db' | 'now'>;

/** Whether a session has ended by its age or by not being used. */
const hasEnded = (session: { createdAt: number; usedAt: number }, now: number): boolean =>
	session.createdAt + sessionLifeMs <= now || session.usedAt + unusedLifeMs <= now;

/** Who a request's cookie proves to be signed in; null where it proves nobody. */
export async function readSession(
	context: SessionContext,
	cookieHeader: string | null | undefined
): Promise<SignedIn | null> {
	const token = parseToken(tokenOf(cookieHeader) ?? '');
	if (!token) return null;
	const session = await context.db
		.selectFrom('sessions')
		.select(['id', 'userId', 'secretHash', 'createdAt', 'usedAt'])
		.where('id', '=', token.id)
		.executeTakeFirst();
	if (!session || !isSecret(token.secret, session.secretHash)) return null;
	const now = context.now();
	if (hasEnded(session, now)) return null;
	if (session.usedAt + usedEveryMs <= now) await touch(context, session.id, now);
	return { userId: session.userId, sessionId: session.id };
}

/** Which of some sessions have not ended. */
export async function readUnended(
	{ db, now }: SessionContext,
	ids: readonly string[]
): Promise<ReadonlySet<string>> {
	const sessions = await db
		.selectFrom('sessions')
		.select(['id', 'createdAt', 'usedAt'])
		.where('id', '=', sql<string>`any(${[...ids]}::text[])`)
		.execute();
	const at = now();
	return new Set(sessions.filter((session) => !hasEnded(session, at)).map(({ id }) => id));
}

async function touch({ db }: SessionContext, id: string, now: number): Promise<void> {
	await db
		.updateTable('sessions')
		.set({ usedAt: now })
		.where('id', '=', id)
		.where('usedAt', '<', now)
		.execute();
}

/** Begins a session. @returns its token, which goes into the cookie and nowhere else */
export async function createSession({ db, now }: SessionContext, userId: string): Promise<string> {
	const { id, text, secretHash } = makeToken();
	await db
		.insertInto('sessions')
		.values({ id, userId, secretHash, createdAt: now(), usedAt: now() })
		.execute();
	return text;
}

/** Ends one session; ending one that is gone is no error. */
export async function endSession({ db }: Pick<Context, 'db'>, sessionId: string): Promise<void> {
	await db.deleteFrom('sessions').where('id', '=', sessionId).execute();
}

/** Ends a user's sessions, on every device; `except` stays. */
export async function endAllSessions(
	{ db }: Pick<Context, 'db'>,
	userId: string,
	except?: string
): Promise<void> {
	await db
		.deleteFrom('sessions')
		.where('userId', '=', userId)
		.$if(except !== undefined, (query) => query.where('id', '!=', except ?? ''))
		.execute();
}

/** Removes what time has ended: sessions, links, tries. For a clock to call now and then. */
export async function sweepAccounts({ db, now }: SessionContext): Promise<void> {
	const at = now();
	await db
		.deleteFrom('sessions')
		.where((eb) =>
			eb.or([eb('createdAt', '<=', at - sessionLifeMs), eb('usedAt', '<=', at - unusedLifeMs)])
		)
		.execute();
	await db.deleteFrom('userTokens').where('expiresAt', '<=', at).execute();
	await db.deleteFrom('throttles').where('resetsAt', '<=', at).execute();
}
