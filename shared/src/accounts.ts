import * as v from 'valibot';
import { reservedPageNames } from './access.ts';
import { emailSchema } from './email.ts';
import { suggestPermalink } from './events.ts';
import { lineSchema, localeSchema } from './fields.ts';
import type { Locale } from './locales.ts';
import { longestPassword, passwordProblem } from './passwords.ts';
import type { RegistrationStatus } from './registrations.ts';
import type { Membership } from './sync.ts';
import { isTimeZone } from './time-zones.ts';

/** Who is signed in, and where they are a member. */
export interface Me {
	user: { id: string; name: string; email: string; locale: Locale };
	memberships: Omit<Membership, 'user'>[];
}

/** Too many tries; the next one counts after this many ms. */
export interface Throttled {
	state: 'throttled';
	retryAfterMs: number;
}

export type SignInAnswer = { state: 'signed_in'; me: Me } | { state: 'wrong' } | Throttled;

/** Whether a one-time link is still good, and for whom; `gone`: unknown, used, replaced or expired. */
export type LinkAnswer = { state: 'good'; email: string } | { state: 'gone' } | Throttled;

/** The same for a host's link: it makes the first account, or lets its host back in. */
export type HostLinkAnswer =
	{ state: 'create' } | { state: 'rescue'; email: string } | { state: 'gone' } | Throttled;

export type SetUpAnswer =
	| { state: 'signed_in'; me: Me }
	| { state: 'gone' }
	| { state: 'page_name_taken' }
	| { state: 'email_taken' }
	| Throttled;

export type NewPasswordAnswer =
	{ state: 'signed_in'; me: Me } | { state: 'gone' } | { state: 'password_personal' } | Throttled;

/** Why an invitation can't be accepted; unknown too where it was deleted. Each has a page of its own. */
export type InvitationOver = { state: 'unknown' | 'used' | 'expired' | 'revoked' };

/** What an invitation's link is good for. */
export type InvitationAnswer =
	| {
			state: 'good';
			organisation: string;
			email: string;
			firstName: string;
			lastName: string;
			/** Whether the address has an account: its owner signs in instead of making another. */
			hasAccount: boolean;
	  }
	| InvitationOver
	| Throttled;

/** `sign_in`: the address has an account, by which the invitation is accepted. */
export type AcceptAnswer =
	| { state: 'signed_in'; me: Me }
	| { state: 'sign_in' }
	| { state: 'password_personal' }
	| InvitationOver
	| Throttled;

/** `other_account`: who is signed in has another address. */
export type JoinAnswer =
	{ state: 'joined' } | { state: 'other_account' } | InvitationOver | Throttled;

/** The same whether the address is known or not. */
export type ForgotAnswer = { state: 'asked' } | Throttled;

export type ChangePasswordAnswer =
	{ state: 'changed' } | { state: 'wrong' } | { state: 'password_personal' } | Throttled;

const shortestPageName = 2;
const longestPageName = 60;

/** The first word of an organisation's addresses: words of a–z and 0–9 joined by hyphens, none that we need. */
export const pageNameSchema = v.pipe(
	v.string(),
	v.trim(),
	v.toLowerCase(),
	v.minLength(shortestPageName, 'page_name_too_short'),
	v.maxLength(longestPageName, 'too_long'),
	v.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'page_name_malformed'),
	v.check((name) => !reservedPageNames.includes(name), 'page_name_reserved')
);

/** A page name made from an organisation's name; empty where nothing usable is left. */
export function suggestPageName(organisationName: string): string {
	if (!/[a-z0-9œæßø]/i.test(organisationName.normalize('NFKD'))) return '';
	const name = suggestPermalink(organisationName).slice(0, longestPageName).replace(/-+$/, '');
	if (reservedPageNames.includes(name)) return `${name}-1`;
	return name.length < shortestPageName ? '' : name;
}

const passwordSchema = v.pipe(
	v.string(),
	v.rawCheck(({ dataset, addIssue }) => {
		const problem = dataset.typed ? passwordProblem(dataset.value) : null;
		if (problem !== null) addIssue({ message: problem });
	})
);

/** A password as typed to prove oneself: rules for new ones don't concern it. */
const presentedPasswordSchema = v.pipe(
	v.string(),
	v.minLength(1, 'required'),
	v.maxLength(longestPassword * 2, 'too_long')
);

const nameSchema = v.pipe(lineSchema(120), v.minLength(1, 'required'));

/** `id.secret`, as links and the session's cookie carry it. */
export const tokenPattern = /^[0-9a-f]{20}\.[0-9a-f]{40}$/;
const tokenSchema = v.pipe(v.string(), v.maxLength(100));

export const signInSchema = v.object({ email: emailSchema, password: presentedPasswordSchema });

export const linkSchema = v.object({ token: tokenSchema });

export const setUpHostSchema = v.pipe(
	v.object({
		token: tokenSchema,
		email: emailSchema,
		name: nameSchema,
		password: passwordSchema,
		organisationName: nameSchema,
		pageName: pageNameSchema,
		timeZone: v.pipe(v.string(), v.maxLength(100), v.check(isTimeZone, 'time_zone_unknown')),
		locale: localeSchema
	}),
	v.forward(
		v.partialCheck(
			[['email'], ['name'], ['password'], ['organisationName'], ['pageName']],
			({ email, name, password, organisationName, pageName }) =>
				passwordProblem(password, { email, name, organisations: [organisationName, pageName] }) !==
				'password_personal',
			'password_personal'
		),
		['password']
	)
);
export type SetUpHost = v.InferOutput<typeof setUpHostSchema>;

export const newPasswordSchema = v.object({ token: tokenSchema, password: passwordSchema });

/** How somebody accepts an invitation who has no account yet. */
export const acceptInvitationSchema = v.object({
	token: tokenSchema,
	firstName: v.pipe(lineSchema(100), v.minLength(1, 'required')),
	lastName: lineSchema(100),
	password: passwordSchema,
	locale: localeSchema
});
export type AcceptInvitation = v.InferOutput<typeof acceptInvitationSchema>;

export const forgotPasswordSchema = v.object({ email: emailSchema });

export const changePasswordSchema = v.object({
	current: presentedPasswordSchema,
	password: passwordSchema
});

export const profileSchema = v.object({ name: nameSchema, locale: localeSchema });
export type Profile = v.InferOutput<typeof profileSchema>;

/** What an account without rights sees (DOMAIN.md 2.6). */
export interface MyEvents {
	/** The organisations that asked them to join, by name. */
	organisations: string[];
	/** Where they are registered, the latest first. */
	events: MyEvent[];
}

export interface MyEvent {
	registrationId: string;
	organisation: string;
	title: string;
	/** UTC ms. */
	startsAt: number;
	endsAt: number;
	timeZone: string;
	status: RegistrationStatus;
	/** Their access link; null for who has no place. */
	link: string | null;
}

/** Events as one looks for them: those to come, the next first, and those that are over, the latest first. */
export function myEventsInOrder<One extends Pick<MyEvent, 'startsAt' | 'endsAt'>>(
	events: readonly One[],
	now: number
): { coming: One[]; over: One[] } {
	const byStart = events.toSorted((one, other) => one.startsAt - other.startsAt);
	return {
		coming: byStart.filter(({ endsAt }) => endsAt > now),
		over: byStart.filter(({ endsAt }) => endsAt <= now).reverse()
	};
}
