import type { Throttled } from '@foyer/shared/accounts';
import { networkOf } from '../client-ip.ts';
import type { Context } from '../context.ts';
import { takeToken, type Allowance } from '../throttle.ts';

const minute = 60_000;

/** How often what may be guessed can be tried: by one network, and against one account. Signing in has counts of its own. */
const perNetwork = {
	link: { limit: 60, windowMs: 15 * minute },
	forgot: { limit: 10, windowMs: 60 * minute }
} satisfies Record<string, Allowance>;

const perAccount = {
	forgot: { limit: 3, windowMs: 60 * minute },
	change: { limit: 10, windowMs: 15 * minute }
} satisfies Record<string, Allowance>;

type AllowanceContext = Pick<Context, 'db' | 'config' | 'now'>;

/** Counts a try from the request's network. @returns the refusal, null where the try is allowed */
export const throttleNetwork = (
	context: AllowanceContext & { ip: string },
	what: keyof typeof perNetwork
): Promise<Throttled | null> =>
	throttled(context, `${what}:network:${networkOf(context.ip)}`, perNetwork[what]);

/** Counts a try against one account: an address, known or not, or a user's id. */
export const throttleAccount = (
	context: AllowanceContext,
	what: keyof typeof perAccount,
	account: string
): Promise<Throttled | null> => throttled(context, `${what}:account:${account}`, perAccount[what]);

async function throttled(
	context: AllowanceContext,
	key: string,
	allowance: Allowance
): Promise<Throttled | null> {
	const taken = await takeToken(context, key, allowance);
	return taken.allowed ? null : { state: 'throttled', retryAfterMs: taken.retryAfterMs };
}
