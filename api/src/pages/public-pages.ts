import type { Context as HonoContext } from 'hono';
import type { Locale } from '@foyer/shared/locales';
import type { EventPage, PageContext, SentPage, SignUpState } from '@foyer/shared/pages';
import { pageEvent, type AccessPages } from '../access/access-pages.ts';
import type { AccessCache } from '../access/access-cache.ts';
import type { PublicEvent } from '../access/access.reads.ts';
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
}

const headers = { 'cache-control': 'no-store', 'referrer-policy': 'strict-origin-when-cross-origin' };

/** Renders a page of the web app's look. */
export async function render(
	{ context, kit }: PageParts,
	c: HonoContext,
	page: PageContext,
	status = 200
): Promise<Response> {
	const url = new URL(c.req.path, context.config.publicUrl);
	const rendered = await kit.renderPage(new Request(url), page);
	if (rendered.status !== 200) throw new Error(`the ${page.page} page was not rendered: ${rendered.status}`);
	const answer = new Response(rendered.body, { status, headers: rendered.headers });
	for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
	answer.headers.set('vary', 'accept-language');
	answer.headers.set('content-language', page.locale);
	return answer;
}

/** The door at an address where nothing is. */
export function missing({ pages }: PageParts, c: HonoContext): Promise<Response> {
	const { locale } = pageLocale(c, 'en');
	return pages.notice('missing', null, locale, { status: 404, gzip: false });
}

/** An event's registration page, with what became of its form. */
export async function renderEvent(
	parts: PageParts,
	c: HonoContext,
	event: PublicEvent,
	form: SignUpState | null,
	status = 200
): Promise<Response> {
	const full = await isFull(parts, event);
	const page: EventPage = { page: 'event', ...about(parts, c, event), event: pageEvent(event, full), form };
	return render(parts, c, page, status);
}

/** The page after either form: the same for every address. */
export function renderSent(parts: PageParts, c: HonoContext, event: PublicEvent): Promise<Response> {
	const page: SentPage = { page: 'sent', ...about(parts, c, event), event: pageEvent(event) };
	return render(parts, c, page);
}

function about({ context }: PageParts, c: HonoContext, event: PublicEvent) {
	const { name, pageName } = event.organisation;
	const language: { locale: Locale; langQuery: string } = pageLocale(c, event.language);
	return { ...language, organisation: { name, pageName }, origin: context.config.publicUrl };
}

async function isFull({ context }: PageParts, event: PublicEvent): Promise<boolean> {
	if (event.capacity === null) return false;
	return (await readPlacesTaken(context.db, event.organisation.id, event.id)) >= event.capacity;
}
