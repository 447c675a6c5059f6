import { Hono, type Context as HonoContext } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { eventPath, reservedPageNames } from '@foyer/shared/access';
import type { OrganisationPage } from '@foyer/shared/pages';
import type { PublicEvent } from '../access/access.reads.ts';
import { toResponse } from '../access/answer.ts';
import { tokenOf } from '../accounts/session-cookie.ts';
import { calendarUid, eventCalendar } from '../mail/calendar.ts';
import { codeRoutes } from '../access/code.routes.ts';
import { ownRoutes } from '../registrations/own.routes.ts';
import { registrationRoutes } from '../registrations/registrations.routes.ts';
import { pageLocale } from './page-locale.ts';
import { readOrganisationAt, readUpcomingEvents } from './pages.reads.ts';
import { missing, render, renderEvent, renderSent, type PageParts } from './public-pages.ts';
import { staticFiles } from './static-files.ts';
import { withEvent } from './with-event.ts';

/**
 * The installed app's shell, its files, and the pages that anyone may see. To be mounted last.
 * @param stage the pages of who is on stage
 */
export function pageRoutes(parts: PageParts, stage: Hono): Hono {
	const app = new Hono();
	app.use('*', staticFiles());
	app.get('/', (c) => c.redirect('/app/'));
	app.get('/app', (c) => c.redirect('/app/', 308));
	app.get('/app/', (c, next) => (isStranger(c.req.raw) ? toSignIn(c) : next()));
	app.get('/app/*', async (c) => {
		const shell = await parts.kit.renderApp(c.req.raw);
		// It names this version's files: who keeps it asks whether it still holds.
		shell.headers.set('cache-control', 'no-cache');
		return shell;
	});
	app.onError(async (err, c) => {
		if (err instanceof HTTPException) return err.getResponse();
		parts.context.log.error({ err }, 'page not answered');
		const { locale } = pageLocale(c, 'en');
		const answering = { status: 503, gzip: false };
		// A page that tries again by itself doesn't send a form again.
		const state = c.req.method === 'POST' ? 'not_taken' : 'unavailable';
		return toResponse(await parts.pages.notice(state, null, locale, answering));
	});
	app.route('/', registrationRoutes(parts));
	app.route('/', codeRoutes(parts));
	app.route('/', ownRoutes(parts));
	app.route('/', stage);
	app.get('/:page', (c) => organisation(parts, c));
	app.get('/:page/:event', (c) =>
		withEvent(parts, c, (event) => renderEvent(parts, c, event, null))
	);
	// What a form was sent to, opened again as a page: by its address, or from the browser's history.
	app.get('/:page/:event/:form{register|link|code}', (c) =>
		withEvent(parts, c, ({ organisation: { pageName }, permalink, language }) =>
			c.redirect(`${eventPath(pageName, permalink)}${pageLocale(c, language).langQuery}`, 303)
		)
	);
	app.get('/:page/:event/sent', (c) => withEvent(parts, c, (event) => renderSent(parts, c, event)));
	app.get('/:page/:event/event.ics', (c) =>
		withEvent(parts, c, (event) => calendar(parts, c, event))
	);
	app.get('/:page/:event/worker.js', (c) => waitingWorker(parts, c));
	app.get('*', (c) => missing(parts, c));
	return app;
}

/** Who opens the app with nobody signed in. The service worker, which fetches the page to keep it, navigates nowhere. */
const isStranger = ({ headers }: Request): boolean =>
	headers.get('sec-fetch-mode') === 'navigate' && !tokenOf(headers.get('cookie'));

/** Ahead of the app, which would lead there once the code of its first page had come. */
const toSignIn = (c: HonoContext): Response =>
	c.body(null, 303, { location: '/app/sign-in', 'cache-control': 'no-store' });

async function organisation(parts: PageParts, c: HonoContext<object, '/:page'>): Promise<Response> {
	const pageName = c.req.param('page');
	if (reservedPageNames.includes(pageName)) return missing(parts, c);
	const { context } = parts;
	const found = await readOrganisationAt(context.db, pageName);
	if (!found) return missing(parts, c);
	const page: OrganisationPage = {
		page: 'organisation',
		...pageLocale(c, found.locale),
		organisation: { name: found.name, pageName },
		events: await readUpcomingEvents(context.db, found.id, context.now()),
		origin: context.config.publicUrl
	};
	return render(parts, page);
}

let workerCode: Promise<string> | undefined;

/** The waiting page's worker: the same bytes for all events, and nothing of any. */
async function waitingWorker({ kit, context }: PageParts, c: HonoContext): Promise<Response> {
	const address = new URL('/page/event/worker.js', context.config.publicUrl);
	workerCode ??= kit.renderApp(new Request(address)).then((answer) => answer.text());
	return c.body(await workerCode, 200, {
		'content-type': 'text/javascript; charset=utf-8',
		'cache-control': 'public, max-age=300'
	});
}

/** The event's public calendar entry: it leads to the event's page, never to the room. */
function calendar({ context }: PageParts, c: HonoContext, event: PublicEvent): Response {
	const { publicUrl, mailFrom } = context.config;
	const now = context.now();
	const file = eventCalendar({
		event,
		// Rises with time, so that a file fetched later replaces one fetched before.
		revision: Math.floor(now / 60_000),
		uid: calendarUid(event.id, publicUrl),
		organizer: { name: event.organisation.name, address: mailFrom },
		url: `${publicUrl}${eventPath(event.organisation.pageName, event.permalink)}`,
		now
	});
	return c.body(file, 200, {
		'content-type': 'text/calendar; charset=utf-8',
		'content-disposition': `attachment; filename="${event.permalink}.ics"`,
		'cache-control': 'no-store'
	});
}
