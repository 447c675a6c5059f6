import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { trpcServer } from '@hono/trpc-server';
import { Hono, type Context as HonoContext, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { routePath } from 'hono/route';
import { openAccess } from './access/access.ts';
import { readSession } from './accounts/sessions.writes.ts';
import { clientIp } from './client-ip.ts';
import type { Context } from './context.ts';
import { isAway } from './db/away.ts';
import { exportRoutes } from './exports/exports.routes.ts';
import { healthRoutes } from './health.ts';
import { deliveryReportRoutes, keptMailRoutes } from './mail/mail.routes.ts';
import { originCheck } from './origin-check.ts';
import { developmentWorker } from './pages/development-worker.ts';
import type { Kit } from './pages/kit.ts';
import { pageRoutes } from './pages/pages.routes.ts';
import { openPresenceStreams } from './presence/presence-streams.ts';
import { unsubscribeRoutes } from './registrations/own.routes.ts';
import { StageCounts } from './roles/stage-counts.ts';
import { stageRoutes } from './roles/stage.routes.ts';
import { Rooms } from './rooms/rooms.ts';
import { appRouter } from './router.ts';
import { openSyncStreams } from './sync/stream.ts';
import { travel, type Attaching } from './travel.ts';
import type { RequestContext } from './trpc.ts';

/** What answers HTTP: streams on the raw response first, the web framework for the rest. */
export interface App {
	listener: RequestListener;
	/** Sends streams away, which would never end; the rest goes on being answered. */
	leave(): void;
	/** To be called once nobody asks any more. Resolves when nothing waits to be written. */
	close(): Promise<void>;
}

/** The largest call: a push of imported rows, some hundred bytes each. In bytes. */
const longestCall = 16 * 1024 * 1024;

/** What an answer is it says itself: no browser guesses, and runs it as something else. */
const takenAsSaid: MiddlewareHandler = async (c, next) => {
	await next();
	c.header('x-content-type-options', 'nosniff');
};

/** Calls are one person's, whoever stands in between. */
const keptByNobody: MiddlewareHandler = async (c, next) => {
	await next();
	c.header('cache-control', 'no-store');
};

/** A part that answers some requests on the raw response. @returns whether the request was its own */
type RawHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

/** @param development whether pages are to show each change to their code */
export function openApp(context: Context, kit: Kit, development = false): App {
	const syncStreams = openSyncStreams(context);
	const presenceStreams = openPresenceStreams(context);
	const rooms = new Rooms(context);
	const access = openAccess(context, { kit, rooms });
	const app = new Hono<{ Bindings: HttpBindings; Variables: Attaching }>();
	app.onError((error, c) => {
		// Not the path: a link whose question mark a mail program encoded has address and key in it.
		context.log.error({ err: error, route: routePath(c) }, 'request failed');
		return c.json({ error: 'fault' }, isAway(error) ? 503 : 500);
	});
	app.use('*', takenAsSaid);
	app.route('/', healthRoutes(context));
	app.route('/', deliveryReportRoutes(context));
	const { cache, pages, log } = access;
	const pageParts = { context, kit, cache, pages, log };
	app.route('/', unsubscribeRoutes(pageParts));
	app.use('*', originCheck(context.config.publicUrl));
	app.use('/api/*', bodyLimit({ maxSize: longestCall }), keptByNobody);
	app.use(
		'/api/trpc/*',
		travel,
		trpcServer({
			endpoint: '/api/trpc',
			router: appRouter,
			createContext: requestContext(context, rooms),
			responseMeta: ({ errors }) =>
				errors.some(({ cause }) => isAway(cause)) ? { status: 503 } : {},
			onError: ({ error, path = '' }) => {
				if (error.code !== 'INTERNAL_SERVER_ERROR') return;
				const procedure = Object.hasOwn(appRouter._def.procedures, path) ? path : undefined;
				context.log.error({ err: error.cause ?? error, procedure }, 'call failed');
			}
		})
	);
	app.route('/', keptMailRoutes(context));
	app.route('/', exportRoutes(context));
	app.route('/', access.oddly);
	app.route('/', access.places);
	if (development) app.route('/', developmentWorker(context.now()));
	const counts = new StageCounts(context);
	app.route('/', pageRoutes(pageParts, stageRoutes({ ...pageParts, rooms, counts })));
	const answer = getRequestListener(app.fetch);
	const raw: RawHandler[] = [access.handle, syncStreams.handle, presenceStreams.handle];
	return {
		listener: (request, response) => {
			try {
				if (!raw.some((handle) => handle(request, response))) void answer(request, response);
			} catch (err) {
				// A fault in one answer must not end the process.
				context.log.error({ err }, 'request failed');
				if (!response.headersSent) response.writeHead(500, { 'content-length': '0' });
				response.end();
			}
		},
		leave() {
			syncStreams.close();
			presenceStreams.close();
			access.leave();
		},
		close: () => access.close()
	};
}

type CreateContext = NonNullable<Parameters<typeof trpcServer>[0]['createContext']>;

const requestContext =
	(context: Context, rooms: Rooms): CreateContext =>
	async ({ resHeaders, req }, c) => {
		const { incoming } = c.env as HttpBindings;
		const cookie = req.headers.get('cookie');
		const call: RequestContext = {
			...context,
			rooms,
			signedIn: await readSession(context, cookie),
			ip: clientIp(
				incoming.socket.remoteAddress,
				req.headers.get('x-forwarded-for'),
				context.config.trustedProxies
			),
			answerHeaders: resHeaders,
			acceptLanguage: req.headers.get('accept-language'),
			userAgent: req.headers.get('user-agent'),
			cookie,
			attached: (c as HonoContext<{ Variables: Attaching }>).get('attached')
		};
		return { ...call };
	};
