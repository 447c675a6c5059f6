import type { Me, SignInAnswer } from '@foyer/shared/accounts';
import type { RequestContext } from '../trpc.ts';
import { forgetTries } from '../throttle.ts';
import { readCredentials, readMe } from './accounts.reads.ts';
import { accountKey, throttleAccount, throttleNetwork } from './allowances.ts';
import { renewHash } from './password.writes.ts';
import { verifyPassword } from './passwords.ts';
import { sessionCookie } from './session-cookie.ts';
import { createSession, endSession } from './sessions.writes.ts';

/** Begins a session and hands its cookie out with the answer; the request's former session ends. */
export async function beginSession(context: RequestContext, userId: string): Promise<Me> {
	if (context.signedIn) await endSession(context, context.signedIn.sessionId);
	const token = await createSession(context, userId);
	context.answerHeaders.append('set-cookie', sessionCookie(context.config, token));
	const me = await readMe(context, userId);
	if (!me) throw new Error('the user was deleted while signing in');
	return me;
}

/** Signs in by address and password. An unknown address costs the same work and gets the same answer. */
export async function signIn(
	context: RequestContext,
	{ email, password }: { email: string; password: string }
): Promise<SignInAnswer> {
	const throttled =
		(await throttleNetwork(context, 'sign_in')) ??
		(await throttleAccount(context, 'sign_in', email));
	if (throttled) return throttled;
	const user = await readCredentials(context, email);
	const stored = user?.passwordHash ?? null;
	if (!(await verifyPassword(password, stored)) || !user || stored === null)
		return { state: 'wrong' };
	await forgetTries(context, accountKey('sign_in', email));
	await renewHash(context, user.id, stored, password);
	return { state: 'signed_in', me: await beginSession(context, user.id) };
}
