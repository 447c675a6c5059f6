import { readMe } from '../accounts/accounts.reads.ts';
import { readSession } from '../accounts/sessions.writes.ts';
import type { Context } from '../context.ts';
import type { Participant } from './participant.ts';

/** The organisation's host, where a request's cookie proves them: by whichever link they come, they moderate. */
export async function readHost(
	context: Pick<Context, 'db' | 'now'>,
	cookie: string | undefined,
	organisationId: string
): Promise<Participant | null> {
	const signedIn = await readSession(context, cookie);
	const me = signedIn && (await readMe(context, signedIn.userId));
	const isHost = me?.memberships.some(
		({ organisation, actor }) => organisation.id === organisationId && actor.host
	);
	return me && isHost
		? { id: me.user.id, name: me.user.name, moderator: true, guest: false }
		: null;
}
