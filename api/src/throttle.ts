import { createHmac } from 'node:crypto';
import type { Context } from './context.ts';

/** How many tries a window allows. */
export interface Allowance {
	limit: number;
	windowMs: number;
}

export type Taken = { allowed: true } | { allowed: false; retryAfterMs: number };

type ThrottleContext = Pick<Context, 'db' | 'config' | 'now'>;

/** Keys name addresses: only their keyed hash is stored. */
const hashKey = ({ config }: ThrottleContext, key: string): string =>
	createHmac('sha256', config.secret).update(`throttle:${key}`).digest('base64url');

/**
 * Counts one try under a key, such as `sign_in:<ip>`, in a window that opens with the first. One
 * statement, so that any number of processes count together.
 */
export async function takeToken(
	context: ThrottleContext,
	key: string,
	{ limit, windowMs }: Allowance
): Promise<Taken> {
	const now = context.now();
	const { count, resetsAt } = await context.db
		.insertInto('throttles')
		.values({ key: hashKey(context, key), count: 1, resetsAt: now + windowMs })
		.onConflict((conflict) =>
			conflict.column('key').doUpdateSet((eb) => ({
				count: eb
					.case()
					.when('throttles.resetsAt', '<=', now)
					.then(1)
					.else(eb('throttles.count', '+', 1))
					.end(),
				resetsAt: eb
					.case()
					.when('throttles.resetsAt', '<=', now)
					.then(eb.ref('excluded.resetsAt'))
					.else(eb.ref('throttles.resetsAt'))
					.end()
			}))
		)
		.returning(['count', 'resetsAt'])
		.executeTakeFirstOrThrow();
	return count <= limit ? { allowed: true } : { allowed: false, retryAfterMs: resetsAt - now };
}

/** Takes tries back that have proved to be none. */
export async function returnTokens(
	context: ThrottleContext,
	key: string,
	tries = 1
): Promise<void> {
	await context.db
		.updateTable('throttles')
		.set((eb) => ({ count: eb.fn<number>('greatest', [eb('count', '-', tries), eb.lit(0)]) }))
		.where('key', '=', hashKey(context, key))
		.execute();
}

/**
 * Forgets the tries under a key, once who tried has proved to be the right one.
 * @returns how many there were
 */
export async function forgetTries(context: ThrottleContext, key: string): Promise<number> {
	const forgotten = await context.db
		.deleteFrom('throttles')
		.where('key', '=', hashKey(context, key))
		.returning('count')
		.executeTakeFirst();
	return forgotten?.count ?? 0;
}
