import type { Throttled } from '@foyer/shared/accounts';
import { networkOf, siteOf } from '../client-ip.ts';
import type { RequestContext } from '../trpc.ts';
import { forgetTries, returnTokens, takeToken, type Allowance } from '../throttle.ts';
import { knownDevice } from './device-cookie.ts';

const minute = 60_000;
const day = 86_400_000;

/** What a person who mistypes needs, and no more over a day. */
const perGuesser: readonly Allowance[] = [
	{ limit: 10, windowMs: 15 * minute },
	{ limit: 20, windowMs: day }
];

/** All accounts together, from one network: hashing costs. */
const perNetwork: Allowance = { limit: 50, windowMs: 15 * minute };

/** One account from all devices that it doesn't know: 10,000 guesses take a hundred days. */
const perAddress: Allowance = { limit: 100, windowMs: day };

/** One count that a try falls under. */
interface Count {
	key: string;
	allowance: Allowance;
	/** What a try that proves right does to it. */
	proved: 'forgotten' | 'given_back' | 'kept';
}

/**
 * The counts of a try to sign in. A device that has signed in with the address before is counted by
 * itself, so that nobody else's guesses hold it up. Every other one is counted with its network, with
 * the account at its site (the address's surroundings, which one guesser has to themselves as a rule),
 * and with the account everywhere, in this order: who is over the count of a site takes nothing from
 * the count of all.
 */
function countsOf(context: RequestContext, email: string): Count[] {
	const device = knownDevice(context, email);
	const guesser =
		device === null ? `site:${siteOf(context.ip)}:${email}` : `device:${device}:${email}`;
	const own = perGuesser.map((allowance): Count => ({
		key: `sign_in:${guesser}:${allowance.windowMs}`,
		allowance,
		proved: 'forgotten'
	}));
	if (device !== null) return own;
	return [
		{ key: `sign_in:network:${networkOf(context.ip)}`, allowance: perNetwork, proved: 'kept' },
		...own,
		{ key: `sign_in:account:${email}`, allowance: perAddress, proved: 'given_back' }
	];
}

/** Counts a try to sign in with an address, known or not, before its password is looked at. */
export async function countSignIn(
	context: RequestContext,
	email: string
): Promise<Throttled | null> {
	for (const { key, allowance } of countsOf(context, email)) {
		const taken = await takeToken(context, key, allowance);
		if (!taken.allowed) return { state: 'throttled', retryAfterMs: taken.retryAfterMs };
	}
	return null;
}

/** The try that was counted has proved right. Guesses made elsewhere go on counting. */
export async function uncountSignIn(context: RequestContext, email: string): Promise<void> {
	for (const { key, proved } of countsOf(context, email)) {
		if (proved === 'forgotten') await forgetTries(context, key);
		if (proved === 'given_back') await returnTokens(context, key);
	}
}
