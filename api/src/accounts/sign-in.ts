import type { Me, SignInAnswer } from '@foyer/shared/accounts';
import type { RequestContext } from '../trpc.ts';
import { readCredentials, readMe } from './accounts.reads.ts';
import { deviceCookie } from './device-cookie.ts';
import { renewHash } from './password.writes.ts';
import { verifyPassword } from './passwords.ts';
import { sessionCookie } from './session-cookie.ts';
import { createSession, endSession } from './sessions.writes.ts';
import { countSignIn, uncountSignIn } from './sign-in-tries.ts';

/**
 * Begins a session and hands its cookie out with the answer, and one by which the device is known at its
 * next sign-in; the request's former session ends.
 */
export async function beginSession(context: RequestContext, userId: string): Promise<Me> {
	if (context.signedIn) await endSession(context, context.signedIn.sessionId);
	const token = await createSession(context, userId);
	const me = await readMe(context, userId);
	if (!me) throw new Error('the user was deleted while signing in');
	const { answerHeaders, config } = context;
	answerHeaders.append('set-cookie', sessionCookie(config, token));
	answerHeaders.append('set-cookie', deviceCookie(context, me.user.email));
	return me;
}

/** Signs in by address and password. An unknown address costs the same work and gets the same answer. */
export async function signIn(
	context: RequestContext,
	{ email, password }: { email: string; password: string }
): Promise<SignInAnswer> {
	const throttled = await countSignIn(context, email);
	if (throttled) return throttled;
	const user = await readCredentials(context, email);
	const stored = user?.passwordHash ?? null;
	if (!(await verifyPassword(password, stored)) || !user || stored === null)
		return { state: 'wrong' };
	await uncountSignIn(context, email);
	await renewHash(context, user.id, stored, password);
	return { state: 'signed_in', me: await beginSession(context, user.id) };
}
