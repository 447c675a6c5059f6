import type { Context as HonoContext } from 'hono';
import { eventPath } from '@foyer/shared/access';
import type { Locale } from '@foyer/shared/locales';
import type {
	EventPage,
	OpenPage,
	OrganisationPage,
	OwnPage,
	SentPage,
	SignUpState,
	StagePage
} from '@foyer/shared/pages';
import { pageEvent, type AccessPages } from '../access/access-pages.ts';
import type { AccessCache } from '../access/access-cache.ts';
import type { AccessLog } from '../access/access-log.ts';
import type { PublicEvent } from '../access/access.reads.ts';
import { toResponse } from '../access/answer.ts';
import type { Context } from '../context.ts';
import type { Kit } from './kit.ts';
import { pageLocale } from './page-locale.ts';
import { readPlacesTaken } from './pages.reads.ts';

/** What public pages are made with. */
export interface PageParts {
	context: Context;
	kit: Kit;
	cache: AccessCache;
	pages: AccessPages;
	log: AccessLog;
}

const headers = {
	'cache-control': 'no-store',
	'referrer-policy': 'strict-origin-when-cross-origin'
};

type PublicPage = OrganisationPage | EventPage | SentPage | OpenPage | OwnPage | StagePage;

/** The address whose route shows the page: what a form was sent to has none of its own. */
function routeOf(page: PublicPage): string {
	const { pageName } = page.organisation;
	if (page.page === 'organisation') return `/${pageName}`;
	const path = eventPath(pageName, page.event.permalink);
	return page.page === 'event' ? path : `${path}/${page.page}`;
}

/** Renders a page of the web app's look. */
export async function render(
	{ context, kit }: PageParts,
	page: PublicPage,
	status = 200
): Promise<Response> {
	const url = new URL(routeOf(page), context.config.publicUrl);
	const rendered = await kit.renderPage(new Request(url), page);
	if (rendered.status !== 200)
		throw new Error(`the ${page.page} page was not rendered: ${rendered.status}`);
	const answer = new Response(rendered.body, { status, headers: rendered.headers });
	for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
	// What is kept by nobody isn't asked for again either.
	answer.headers.delete('etag');
	answer.headers.set('vary', 'accept-language');
	answer.headers.set('content-language', page.locale);
	return answer;
}

/** The door at an address where nothing is. */
export async function missing({ pages }: PageParts, c: HonoContext): Promise<Response> {
	const { locale } = pageLocale(c, 'en');
	return toResponse(await pages.notice('missing', null, locale, { status: 404, gzip: false }));
}

/** An event's registration page, with what became of its form. */
export async function renderEvent(
	parts: PageParts,
	c: HonoContext,
	event: PublicEvent,
	form: SignUpState | null,
	status = 200
): Promise<Response> {
	// Who is told that nothing can be had just now isn't made to wait for more of it.
	const full = form?.refusal !== 'unavailable' && (await isFull(parts, event));
	const page: EventPage = {
		page: 'event',
		...about(parts, c, event),
		event: pageEvent(event, full),
		opensByCode: event.opensByCode,
		form
	};
	return render(parts, page, status);
}

/** The page after either form: the same for every address. */
export function renderSent(
	parts: PageParts,
	c: HonoContext,
	event: PublicEvent
): Promise<Response> {
	const page: SentPage = { page: 'sent', ...about(parts, c, event), event: pageEvent(event) };
	return render(parts, page);
}

/** The page that leads to a person's own link by itself, at once. */
export async function renderOpen(
	parts: PageParts,
	c: HonoContext,
	event: PublicEvent,
	link: string
): Promise<Response> {
	const page: OpenPage = { page: 'open', ...about(parts, c, event), event: pageEvent(event), link };
	const answer = await render(parts, page);
	answer.headers.set('refresh', `0;url=${link}`);
	answer.headers.set('referrer-policy', 'no-referrer');
	return answer;
}

/** What every page of an event says of the house and the reader's language. */
export function about({ context }: PageParts, c: HonoContext, event: PublicEvent) {
	const { name, pageName } = event.organisation;
	const language: { locale: Locale; langQuery: string } = pageLocale(c, event.language);
	return { ...language, organisation: { name, pageName }, origin: context.config.publicUrl };
}

async function isFull({ context }: PageParts, event: PublicEvent): Promise<boolean> {
	if (event.capacity === null) return false;
	return (await readPlacesTaken(context.db, event.organisation.id, event.id)) >= event.capacity;
}
