import {
	changePasswordSchema,
	forgotPasswordSchema,
	linkSchema,
	newPasswordSchema,
	profileSchema,
	setUpHostSchema,
	signInSchema,
	type ChangePasswordAnswer,
	type Me
} from '@foyer/shared/accounts';
import { passwordProblem } from '@foyer/shared/passwords';
import {
	publicProcedure,
	router,
	signedInProcedure,
	type RequestContext,
	type SignedIn
} from '../trpc.ts';
import { readMe, readPasswordHash, readPasswordOwner } from './accounts.reads.ts';
import { throttleAccount } from './allowances.ts';
import {
	checkHostLink,
	checkResetLink,
	forgotPassword,
	setPasswordByLink,
	setUpByLink
} from './links.ts';
import { changePassword } from './password.writes.ts';
import { verifyPassword } from './passwords.ts';
import { updateProfile } from './profile.writes.ts';
import { endedCookie } from './session-cookie.ts';
import { endAllSessions, endSession } from './sessions.writes.ts';
import { signIn } from './sign-in.ts';

/** Accounts. What carries a secret is a mutation, never a query: a query's input stands in its address. */
export const accountsRouter = router({
	me: publicProcedure.query(({ ctx }): Promise<Me | null> | null =>
		ctx.signedIn ? readMe(ctx, ctx.signedIn.userId) : null
	),
	signIn: publicProcedure.input(signInSchema).mutation(({ ctx, input }) => signIn(ctx, input)),
	signOut: publicProcedure.mutation(async ({ ctx }) => {
		if (ctx.signedIn) await endSession(ctx, ctx.signedIn.sessionId);
		takeBackCookie(ctx);
	}),
	signOutEverywhere: signedInProcedure.mutation(async ({ ctx }) => {
		await endAllSessions(ctx, ctx.signedIn.userId);
		takeBackCookie(ctx);
	}),
	hostLink: publicProcedure
		.input(linkSchema)
		.mutation(({ ctx, input }) => checkHostLink(ctx, input.token)),
	setUpHost: publicProcedure
		.input(setUpHostSchema)
		.mutation(({ ctx, input }) => setUpByLink(ctx, input)),
	rescueHost: publicProcedure
		.input(newPasswordSchema)
		.mutation(({ ctx, input }) => setPasswordByLink(ctx, 'host', input)),
	forgotPassword: publicProcedure
		.input(forgotPasswordSchema)
		.mutation(({ ctx, input }) => forgotPassword(ctx, input.email)),
	resetLink: publicProcedure
		.input(linkSchema)
		.mutation(({ ctx, input }) => checkResetLink(ctx, input.token)),
	resetPassword: publicProcedure
		.input(newPasswordSchema)
		.mutation(({ ctx, input }) => setPasswordByLink(ctx, 'password', input)),
	changePassword: signedInProcedure
		.input(changePasswordSchema)
		.mutation(({ ctx, input }) => change(ctx, ctx.signedIn, input)),
	updateProfile: signedInProcedure.input(profileSchema).mutation(async ({ ctx, input }) => {
		await updateProfile(ctx, ctx.signedIn.userId, input);
		return readMe(ctx, ctx.signedIn.userId);
	})
});

function takeBackCookie({ config, answerHeaders }: RequestContext): void {
	answerHeaders.append('set-cookie', endedCookie(config));
}

async function change(
	context: RequestContext,
	{ userId, sessionId }: SignedIn,
	{ current, password }: { current: string; password: string }
): Promise<ChangePasswordAnswer> {
	const throttled = await throttleAccount(context, 'change', userId);
	if (throttled) return throttled;
	if (!(await verifyPassword(current, await readPasswordHash(context, userId))))
		return { state: 'wrong' };
	if (passwordProblem(password, await readPasswordOwner(context, userId)))
		return { state: 'password_personal' };
	await changePassword(context, userId, sessionId, password);
	return { state: 'changed' };
}
