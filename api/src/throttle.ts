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

/** A key, and how many tries it has. */
export interface Count {
	key: string;
	allowance: Allowance;
}

/**
 * Counts one try under each key, in windows that open with the first. One statement, so that any number of
 * processes count together; in the order given, so that no two of them wait for each other.
 */
async function addTry(context: ThrottleContext, counts: readonly Count[]): Promise<Taken[]> {
	const now = context.now();
	const rows = counts.map(({ key, allowance: { limit, windowMs } }) => ({
		key: hashKey(context, key),
		limit,
		resetsAt: now + windowMs
	}));
	const counted = await context.db
		.insertInto('throttles')
		.values(rows.map(({ key, resetsAt }) => ({ key, count: 1, resetsAt })))
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
		.returning(['key', 'count', 'resetsAt'])
		.execute();
	const limits = new Map(rows.map(({ key, limit }) => [key, limit]));
	return counted.map(({ key, count, resetsAt }) =>
		count <= (limits.get(key) ?? 0)
			? { allowed: true }
			: { allowed: false, retryAfterMs: resetsAt - now }
	);
}

/** Counts one try under a key, such as `sign_in:<ip>`. */
export async function takeToken(
	context: ThrottleContext,
	key: string,
	allowance: Allowance
): Promise<Taken> {
	const [taken] = await addTry(context, [{ key, allowance }]);
	if (!taken) throw new Error('a try was not counted');
	return taken;
}

class TooMany extends Error {}

/**
 * Counts one try under each of several keys, or under none where one of them has had too many.
 * @param counts in the same order wherever they are the same
 * @returns whether it was counted
 */
export async function takeTokens(
	context: ThrottleContext,
	counts: readonly Count[]
): Promise<boolean> {
	try {
		await context.db.transaction().execute(async (db) => {
			const taken = await addTry({ ...context, db }, counts);
			if (taken.some(({ allowed }) => !allowed)) throw new TooMany();
		});
		return true;
	} catch (error) {
		if (error instanceof TooMany) return false;
		throw error;
	}
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
