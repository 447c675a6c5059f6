import type {
	AcceptAnswer,
	AcceptInvitation,
	InvitationAnswer,
	InvitationOver,
	JoinAnswer,
	Throttled
} from '@foyer/shared/accounts';
import { displayName } from '@foyer/shared/people';
import { passwordProblem } from '@foyer/shared/passwords';
import { isAutomated } from '../access/automated.ts';
import { readCredentials } from '../accounts/accounts.reads.ts';
import { throttleNetwork } from '../accounts/allowances.ts';
import { hashPassword } from '../accounts/passwords.ts';
import { beginSession } from '../accounts/sign-in.ts';
import type { RequestContext } from '../trpc.ts';
import { readHeldInvitation, readInvited, type HeldInvitation } from './invitations.reads.ts';
import { acceptInvitation, addAccount, noteOpening, TooLate } from './invitations.writes.ts';

/** The invitation that a link opens, or why it opens none: also because somebody tries too many. */
const openLink = async (
	context: RequestContext,
	token: string
): Promise<HeldInvitation | InvitationOver | Throttled> =>
	(await throttleNetwork(context, 'link')) ?? readHeldInvitation(context, token);

/** Says what an invitation's link is good for, and notes that it was opened. */
export async function lookAtInvitation(
	context: RequestContext,
	token: string
): Promise<InvitationAnswer> {
	const held = await openLink(context, token);
	if ('state' in held) return held;
	const { userAgent } = context;
	const headers = userAgent === null ? {} : { 'user-agent': userAgent };
	await noteOpening(context, held, isAutomated('POST', headers));
	return {
		state: 'good',
		organisation: held.organisation,
		email: held.email,
		...(await readInvited(context, held)),
		hasAccount: (await readCredentials(context, held.email)) !== undefined
	};
}

/** Raised where the address got an account meanwhile; nothing is written. */
class HasAccount extends Error {}

/**
 * Makes an account for whom an invitation was sent to and signs it in. Its link came by the address itself: no
 * further mail asks whether it is theirs.
 */
export async function acceptByLink(
	context: RequestContext,
	{ token, password, locale, ...name }: AcceptInvitation
): Promise<AcceptAnswer> {
	const held = await openLink(context, token);
	if ('state' in held) return held;
	const { email, organisation } = held;
	const owner = { email, name: displayName(name), organisations: [organisation] };
	if (passwordProblem(password, owner)) return { state: 'password_personal' };
	const userId = context.newId();
	const user = { id: userId, email, name: owner.name, locale, createdAt: context.now() };
	const passwordHash = await hashPassword(password);
	try {
		await context.db.transaction().execute(async (tx) => {
			if (!(await addAccount(tx, { ...user, passwordHash }))) throw new HasAccount();
			await acceptInvitation(tx, held, { userId, name }, context.now());
		});
	} catch (error) {
		if (error instanceof HasAccount) return { state: 'sign_in' };
		return overAfter(context, token, error);
	}
	context.news.changed(held.organisationId);
	return { state: 'signed_in', me: await beginSession(context, userId) };
}

/** Accepts an invitation for who is signed in by its address. */
export async function joinByLink(
	context: RequestContext,
	userId: string,
	token: string
): Promise<JoinAnswer> {
	const held = await openLink(context, token);
	if ('state' in held) return held;
	const invited = await readCredentials(context, held.email);
	if (invited?.id !== userId) return { state: 'other_account' };
	try {
		await context.db
			.transaction()
			.execute((tx) => acceptInvitation(tx, held, { userId, name: null }, context.now()));
	} catch (error) {
		return overAfter(context, token, error);
	}
	context.news.changed(held.organisationId);
	return { state: 'joined' };
}

/** Why an invitation is over that somebody else ended first. @throws what else went wrong */
async function overAfter(context: RequestContext, token: string, error: unknown) {
	if (!(error instanceof TooLate)) throw error;
	const held = await readHeldInvitation(context, token);
	return 'state' in held ? held : { state: 'unknown' as const };
}
