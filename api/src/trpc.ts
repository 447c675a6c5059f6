import { initTRPC, TRPCError } from '@trpc/server';
import type { Context } from './context.ts';
import type { Rooms } from './rooms/rooms.ts';

/** Who is signed in, proved by the session's cookie. */
export interface SignedIn {
	userId: string;
	sessionId: string;
}

/** What a procedure works with: the server's parts and what is known of this request. */
export interface RequestContext extends Context {
	/** The process's one, which remembers servers and meetings. */
	rooms: Rooms;
	signedIn: SignedIn | null;
	/** The client's address, proxies that are trusted looked through. Not to be stored beyond throttling. */
	ip: string;
	/** Headers that go out with the answer. */
	answerHeaders: Headers;
	acceptLanguage: string | null;
	/** What asks, in its own words; null where it doesn't say. */
	userAgent: string | null;
	/** All cookies that the request brought. */
	cookie: string | null;
	/** What is to stand after the answer's JSON; null where the client takes nothing there. */
	attached: Uint8Array[] | null;
}

/**
 * Who may call a procedure. Members' rights are decided below it, by `can()` on the server's facts.
 * - `public`: anyone; must throttle what it lets be guessed
 * - `signed_in`: any user; must look for the user's own objects only
 */
export type Policy = 'public' | 'signed_in';

interface Meta {
	policy: Policy;
}

const t = initTRPC
	.context<RequestContext>()
	.meta<Meta>()
	.create({
		// Messages are codes of ours or validation notes, never a driver's words.
		errorFormatter: ({ shape, error }) =>
			error.code === 'INTERNAL_SERVER_ERROR'
				? {
						...shape,
						message: 'fault',
						data: { code: shape.data.code, httpStatus: shape.data.httpStatus }
					}
				: { ...shape, data: { code: shape.data.code, httpStatus: shape.data.httpStatus } }
	});

export const router = t.router;

/** Every procedure declares its policy; a test lists those that don't. */
export const publicProcedure = t.procedure.meta({ policy: 'public' });

export const signedInProcedure = t.procedure.meta({ policy: 'signed_in' }).use(({ ctx, next }) => {
	if (!ctx.signedIn) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'signed_out' });
	return next({ ctx: { ...ctx, signedIn: ctx.signedIn } });
});
