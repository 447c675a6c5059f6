import type {
	AcceptAnswer,
	AcceptInvitation,
	ChangePasswordAnswer,
	ForgotAnswer,
	HostLinkAnswer,
	InvitationAnswer,
	JoinAnswer,
	LinkAnswer,
	MyEvents,
	NewPasswordAnswer,
	Profile,
	SetUpAnswer,
	SetUpHost,
	SignInAnswer
} from '@foyer/shared/accounts';
import { api } from '#lib/api.ts';
import { session } from './session.svelte.ts';

/** Remembers who an answer signed in. */
async function signedIn<A extends SignInAnswer | SetUpAnswer | NewPasswordAnswer | AcceptAnswer>(
	answer: A
): Promise<A> {
	if (answer.state === 'signed_in') await session.accept(answer.me);
	return answer;
}

// What each rejects with where there is no contact, `isUnreachable` knows.

export const signIn = async (email: string, password: string): Promise<SignInAnswer> =>
	signedIn(await api.accounts.signIn.mutate({ email, password }));

export const checkHostLink = (token: string): Promise<HostLinkAnswer> =>
	api.accounts.hostLink.mutate({ token });

export const setUpHost = async (input: SetUpHost): Promise<SetUpAnswer> =>
	signedIn(await api.accounts.setUpHost.mutate(input));

export const checkResetLink = (token: string): Promise<LinkAnswer> =>
	api.accounts.resetLink.mutate({ token });

/** Sets a new password by a mailed link, or by a host's. */
export const setPasswordByLink = async (
	purpose: 'host' | 'password',
	token: string,
	password: string
): Promise<NewPasswordAnswer> => {
	const procedure = purpose === 'host' ? api.accounts.rescueHost : api.accounts.resetPassword;
	return signedIn(await procedure.mutate({ token, password }));
};

export const lookAtInvitation = (token: string): Promise<InvitationAnswer> =>
	api.invitations.look.mutate({ token });

/** Accepts an invitation with a new account. */
export const acceptInvitation = async (input: AcceptInvitation): Promise<AcceptAnswer> =>
	signedIn(await api.invitations.accept.mutate(input));

export const myEvents = (): Promise<MyEvents> => api.invitations.mine.query();

/** Accepts an invitation as who is signed in. */
export const joinByInvitation = (token: string): Promise<JoinAnswer> =>
	api.invitations.join.mutate({ token });

export const forgotPassword = (email: string): Promise<ForgotAnswer> =>
	api.accounts.forgotPassword.mutate({ email });

export const changePassword = (current: string, password: string): Promise<ChangePasswordAnswer> =>
	api.accounts.changePassword.mutate({ current, password });

export const updateProfile = async (profile: Profile): Promise<void> => {
	const me = await api.accounts.updateProfile.mutate(profile);
	if (me) await session.accept(me);
};
