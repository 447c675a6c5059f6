import { readMe } from '../accounts/accounts.reads.ts';
import { readSession, readUnended } from '../accounts/sessions.writes.ts';
import type { Context } from '../context.ts';
import { anyOf } from '../db/any-of.ts';

type ReadContext = Pick<Context, 'db' | 'now'>;

/** Who hears a stream, and of which organisations. */
export interface StreamRights {
	sessionId: string;
	userId: string;
	organisations: readonly string[];
}

/** What a request's cookie lets one hear; null: signed out. */
export async function readStreamRights(
	context: ReadContext,
	cookie: string | undefined
): Promise<StreamRights | null> {
	const session = await readSession(context, cookie);
	const me = session && (await readMe(context, session.userId));
	if (!me) return null;
	return { ...session, organisations: me.memberships.map(({ organisation }) => organisation.id) };
}

/** Which of some rights hold as they are: the session goes on, and its user is a member where they were. */
export async function readHolding<R extends StreamRights>(
	context: ReadContext,
	all: readonly R[]
): Promise<R[]> {
	const users = [...new Set(all.map(({ userId }) => userId))];
	const unended = await readUnended(
		context,
		all.map(({ sessionId }) => sessionId)
	);
	const memberships = await context.db
		.selectFrom('members')
		.select(['userId', 'organisationId'])
		.where('userId', '=', anyOf(users))
		.where((eb) => eb.or([eb('until', 'is', null), eb('until', '>', context.now())]))
		.execute();
	const byUser = Map.groupBy(memberships, ({ userId }) => userId);
	return all.filter(({ sessionId, userId, organisations }) => {
		const now = new Set(byUser.get(userId)?.map(({ organisationId }) => organisationId));
		const same = now.size === organisations.length && organisations.every((id) => now.has(id));
		return same && unended.has(sessionId);
	});
}
