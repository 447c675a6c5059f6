import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context as HonoContext } from 'hono';
import { decideAccess, emailMeant } from '@foyer/shared/access';
import { acceptedLanguages, matchLocale, type Locale } from '@foyer/shared/locales';
import type { NoticeState } from '@foyer/shared/pages';
import type { Context } from '../context.ts';
import type { AccessCache, KnownRegistration } from './access-cache.ts';
import type { AccessLog } from './access-log.ts';
import type { AccessPages, Answering } from './access-pages.ts';
import type { PublicEvent } from './access.reads.ts';
import { isAutomated, isPrefetch, type Header } from './automated.ts';
import { prove } from './prove.ts';
import { revisionOf } from './revision.ts';

interface Parts {
	context: Context;
	cache: AccessCache;
	pages: AccessPages;
	log: AccessLog;
}

const statuses: Record<NoticeState, number> = {
	missing: 404,
	invalid: 403,
	unavailable: 503,
	event_cancelled: 200,
	registration_cancelled: 200,
	full: 200,
	ended: 200,
	replay: 200,
	bare: 200
};

const bare = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

/** Access links, and the tiny state that a waiting page falls back on. GET and HEAD change nothing but the access log. */
export function accessRoutes(parts: Parts): Hono {
	const app = new Hono();
	app.get('/:page/:event/live/state', (c) => state(parts, c));
	app.get('/:page/:event/live', (c) => open(parts, c));
	return app;
}

type Request = HonoContext<object, '/:page/:event/live'>;

async function state(
	{ context, cache }: Parts,
	c: HonoContext<object, '/:page/:event/live/state'>
): Promise<Response> {
	try {
		const event = await cache.event(c.req.param('page'), c.req.param('event'));
		if (!event) return c.json({ now: context.now(), revision: '' }, 404, bare);
		return c.json({ now: context.now(), revision: revisionOf(event) }, 200, bare);
	} catch (err) {
		context.log.warn({ err }, 'state of an event not known');
		return c.json({ now: context.now(), revision: null }, 503, bare);
	}
}

async function open(parts: Parts, c: Request): Promise<Response> {
	if (isPrefetch(headerOf(c))) {
		return c.body(null, 403, { ...bare, vary: 'sec-purpose, purpose' });
	}
	try {
		const event = await parts.cache.event(c.req.param('page'), c.req.param('event'));
		if (!event) return await notice(parts, c, 'missing', null, localeFor(c, null, null));
		const email = c.req.query('email');
		const key = c.req.query('key');
		if (email === undefined && key === undefined) {
			return await notice(parts, c, 'bare', event, localeFor(c, null, event));
		}
		return await openFor(parts, c, event, emailMeant(email ?? ''), key ?? '');
	} catch (err) {
		parts.context.log.error({ err }, 'access link not answered');
		return notice(parts, c, 'unavailable', null, localeFor(c, null, null));
	}
}

async function openFor(
	parts: Parts,
	c: Request,
	event: PublicEvent,
	email: string,
	key: string
): Promise<Response> {
	const registration = await prove(parts.cache, event, email, key);
	const decision = decideAccess(event, registration);
	parts.log.append({
		organisationId: event.organisation.id,
		eventId: event.id,
		registrationId: registration?.id ?? null,
		at: parts.context.now(),
		method: c.req.method,
		state: decision.state,
		automated: isAutomated(c.req.method, headerOf(c))
	});
	const locale = () => localeFor(c, registration, event);
	switch (decision.state) {
		case 'live':
			// A scanner's HEAD learns no address: it must not appear in the room.
			return c.req.method === 'HEAD'
				? c.body(null, 200, bare)
				: c.body('', 303, { ...bare, location: decision.url });
		case 'waiting':
		case 'no_room':
			if (!registration) return notice(parts, c, 'invalid', event, locale());
			return parts.pages.waiting(event, registration, email, locale(), answering(c, 200));
		case 'unknown_event':
			return notice(parts, c, 'missing', null, locale());
		default:
			return notice(parts, c, decision.state, event, locale());
	}
}

const notice = (
	parts: Parts,
	c: Request,
	state: NoticeState,
	event: PublicEvent | null,
	locale: Locale
) => parts.pages.notice(state, event, locale, answering(c, statuses[state]));

const answering = (c: Request, status: number): Answering => ({
	status,
	gzip: /\bgzip\b/.test(c.req.header('accept-encoding') ?? '')
});

/** Node's own headers where there are any: making a Headers of them is a third of what a redirect costs. */
function headerOf(c: Request): Header {
	const { incoming } = c.env as Partial<HttpBindings>;
	if (!incoming) return (name) => c.req.header(name);
	return (name) => {
		const value = incoming.headers[name];
		return typeof value === 'string' ? value : undefined;
	};
}

/** The person's own language, else the browser's, else the event's. */
function localeFor(
	c: Request,
	registration: KnownRegistration | null,
	event: PublicEvent | null
): Locale {
	const accepted = acceptedLanguages(c.req.header('accept-language'));
	return matchLocale([registration?.language, ...accepted, event?.language]) ?? 'en';
}
