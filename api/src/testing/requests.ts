import type { Context } from '../context.ts';
import { Rooms } from '../rooms/rooms.ts';
import type { RequestContext } from '../trpc.ts';

/** A request of a signed-in user, or of nobody, as procedures get it. */
export const requestOf = (
	context: Context,
	userId: string | null,
	{ ip = '192.0.2.1', cookie = null }: { ip?: string; cookie?: string | null } = {}
): RequestContext => ({
	...context,
	attached: null,
	rooms: new Rooms(context),
	signedIn: userId === null ? null : { userId, sessionId: 'session' },
	ip,
	answerHeaders: new Headers(),
	acceptLanguage: null,
	userAgent: 'Mozilla/5.0',
	cookie
});
