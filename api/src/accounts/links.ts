import type {
	ForgotAnswer,
	HostLinkAnswer,
	LinkAnswer,
	NewPasswordAnswer,
	SetUpAnswer,
	SetUpHost
} from '@foyer/shared/accounts';
import { passwordProblem } from '@foyer/shared/passwords';
import { sendUserMail } from '../mail/user-mails.ts';
import type { RequestContext } from '../trpc.ts';
import { readCredentials, readMe, readPasswordOwner } from './accounts.reads.ts';
import { afterwards } from '../afterwards.ts';
import { throttleAccount, throttleNetwork } from './allowances.ts';
import { setUpHost } from './host.writes.ts';
import { setPasswordByToken } from './password.writes.ts';
import { beginSession } from './sign-in.ts';
import { createPasswordToken, readToken } from './user-tokens.writes.ts';

/** Whether a mailed link to a new password is still good. */
export async function checkResetLink(context: RequestContext, token: string): Promise<LinkAnswer> {
	const throttled = await throttleNetwork(context, 'link');
	if (throttled) return throttled;
	const good = await readToken(context, 'password', token);
	const me = good?.userId ? await readMe(context, good.userId) : null;
	return me ? { state: 'good', email: me.user.email } : { state: 'gone' };
}

/** Whether a host's link is still good, and what it does. */
export async function checkHostLink(
	context: RequestContext,
	token: string
): Promise<HostLinkAnswer> {
	const throttled = await throttleNetwork(context, 'link');
	if (throttled) return throttled;
	const good = await readToken(context, 'host', token);
	if (!good) return { state: 'gone' };
	const me = good.userId === null ? null : await readMe(context, good.userId);
	return me ? { state: 'rescue', email: me.user.email } : { state: 'create' };
}

/** Makes the first account and signs it in. */
export async function setUpByLink(context: RequestContext, input: SetUpHost): Promise<SetUpAnswer> {
	const throttled = await throttleNetwork(context, 'link');
	if (throttled) return throttled;
	const good = await readToken(context, 'host', input.token);
	if (!good || good.userId !== null) return { state: 'gone' };
	const made = await setUpHost(context, good, input);
	if ('refusal' in made) return { state: made.refusal };
	return { state: 'signed_in', me: await beginSession(context, made.userId) };
}

/** Sets a new password by a link of either purpose and signs in; all other sessions end. */
export async function setPasswordByLink(
	context: RequestContext,
	purpose: 'host' | 'password',
	{ token, password }: { token: string; password: string }
): Promise<NewPasswordAnswer> {
	const throttled = await throttleNetwork(context, 'link');
	if (throttled) return throttled;
	const good = await readToken(context, purpose, token);
	if (!good || good.userId === null) return { state: 'gone' };
	if (passwordProblem(password, await readPasswordOwner(context, good.userId)))
		return { state: 'password_personal' };
	if (!(await setPasswordByToken(context, good.id, good.userId, password)))
		return { state: 'gone' };
	return {
		state: 'signed_in',
		me: await beginSession({ ...context, signedIn: null }, good.userId)
	};
}

/**
 * Asks for a link to a new password. The answer goes out before anything is looked up: neither its words
 * nor its time tell whether the address is known.
 */
export async function forgotPassword(
	context: RequestContext,
	email: string
): Promise<ForgotAnswer> {
	const throttled = await throttleNetwork(context, 'forgot');
	if (throttled) return throttled;
	afterwards(context.log, () => mailResetLink(context, email));
	return { state: 'asked' };
}

async function mailResetLink(context: RequestContext, email: string): Promise<void> {
	if (await throttleAccount(context, 'forgot', email)) return;
	const credentials = await readCredentials(context, email);
	const me = credentials ? await readMe(context, credentials.id) : null;
	if (!me) return;
	const { name, locale } = me.user;
	await context.db.transaction().execute(async (tx) => {
		const own = { ...context, db: tx };
		const token = await createPasswordToken(own, me.user.id);
		const link = `${context.config.publicUrl}/app/reset#${token}`;
		await sendUserMail(own, { to: email, locale, kind: 'password_reset', link, name });
	});
}
