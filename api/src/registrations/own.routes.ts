import { Hono, type Context as HonoContext } from 'hono';
import * as v from 'valibot';
import { emailMeant, eventPath, ownPageLink } from '@foyer/shared/access';
import { isOver } from '@foyer/shared/events';
import {
	ownDeeds,
	type NoticeState,
	type OwnDeed,
	type OwnFormState,
	type OwnPage
} from '@foyer/shared/pages';
import { nameFormSchema, problemsOf } from '@foyer/shared/sign-up-form';
import { credentials } from '../access/access-address.ts';
import { openingOf } from '../access/access-log.writes.ts';
import { pageEvent } from '../access/access-pages.ts';
import type { PublicEvent } from '../access/access.reads.ts';
import { localeFor } from '../access/viewer-locale.ts';
import { toResponse } from '../access/answer.ts';
import type { KnownRegistration } from '../access/known-registrations.ts';
import { prove } from '../access/prove.ts';
import { networkOf } from '../client-ip.ts';
import { formLimit, readForm, senderIp, takeForm } from '../pages/public-form.ts';
import { render, type PageParts } from '../pages/public-pages.ts';
import { withEvent } from '../pages/with-event.ts';
import { readHost } from '../rooms/host.reads.ts';
import { takeToken, type Allowance } from '../throttle.ts';
import { readOwn } from './own.reads.ts';
import { changeOwnRegistration } from './own.writes.ts';

const hour = 3_600_000;
/** A venue's visitors, and the readers of one mail provider, may all come from one network. */
const perNetwork: Allowance = { limit: 1000, windowMs: hour };
/** Taking a place again is a mail. */
const perRegistration: Allowance = { limit: 30, windowMs: hour };

/** Who has proved to be a registrant, and by what. */
interface Proved {
	event: PublicEvent;
	registration: KnownRegistration;
	email: string;
	key: string;
}

/**
 * A registrant's own page below the event's: opened by the credentials of their link, it shows; what it changes
 * is posted, with the credentials in the form. Works without JavaScript, before the event and after it.
 */
export function ownRoutes(parts: PageParts): Hono {
	const app = new Hono();
	app.get('/:page/:event/registration', (c) =>
		withEvent(parts, c, (event) => show(parts, c, event))
	);
	app.post('/:page/:event/registration', formLimit, (c) =>
		withEvent(parts, c, (event) => change(parts, c, event))
	);
	// What a mail program posts to, opened as a page.
	app.get('/:page/:event/reminders', (c) =>
		withEvent(parts, c, (event) => {
			const { pageName } = event.organisation;
			const query = new URL(c.req.url).search;
			return seeOther(c, `${eventPath(pageName, event.permalink)}/registration${query}`);
		})
	);
	return app;
}

/**
 * Ends the reminders to a registrant with one click in their mail program (RFC 8058). It is no browser, so this
 * stands before the check of `Origin`; the key in the address is what counts, and cookies don't.
 */
export function unsubscribeRoutes(parts: PageParts): Hono {
	const app = new Hono();
	app.post('/:page/:event/reminders', formLimit, async (c) => {
		const body: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
		if (body['List-Unsubscribe'] !== 'One-Click') return c.text('malformed', 422);
		const event = await parts.cache.event(eventPath(c.req.param('page'), c.req.param('event')));
		const { email, key } = credentials(new URL(c.req.url).search);
		if (!event || !(await isAllowed(parts, c))) return c.text('missing', event ? 429 : 404);
		const registration = await prove(parts.cache, event, emailMeant(email ?? ''), key ?? '');
		if (!registration) return c.text('invalid', 403);
		await noteUse(parts, c, event, registration, true);
		await changeOwnRegistration(parts.context, event, registration, 'stop_reminders');
		return c.text('done');
	});
	return app;
}

async function isAllowed({ context }: PageParts, c: HonoContext): Promise<boolean> {
	const network = `own:network:${networkOf(senderIp(c, context))}`;
	return (await takeToken(context, network, perNetwork)).allowed;
}

async function show(parts: PageParts, c: HonoContext, event: PublicEvent): Promise<Response> {
	const { email, key } = credentials(new URL(c.req.url).search);
	if (email === null && key === null) return notice(parts, c, event, 'bare', 200);
	const proved = await proveOwn(parts, event, email, key);
	if (!proved) return notice(parts, c, event, 'invalid', 403);
	await noteUse(parts, c, event, proved.registration);
	const done = ownDeeds.find((deed) => deed === c.req.query('done')) ?? null;
	return renderOwn(parts, c, proved, { done });
}

/**
 * Logs that the credentials of a link were used here, which is an opening of it: from then on a new link can't be
 * taken back, or who holds it were locked out. The host, who looks by somebody's link, isn't them.
 * @param pressed whether a person asked for it, though a program sent it for them
 */
async function noteUse(
	{ context, log }: PageParts,
	c: HonoContext,
	event: PublicEvent,
	registration: KnownRegistration,
	pressed = false
): Promise<void> {
	const { cookie, ...headers } = c.req.header();
	const host = await readHost(context, cookie, event.organisation.id);
	const request = { method: c.req.method, headers };
	const opener = host ? null : registration;
	const opening = openingOf(event, opener, 'own_page', request, context.now());
	log.append(pressed ? { ...opening, automated: false } : opening);
	if (registration.keyRotation) await log.written();
}

async function proveOwn(
	{ cache }: PageParts,
	event: PublicEvent,
	given: string | null,
	key: string | null
): Promise<Proved | null> {
	const email = emailMeant(given ?? '');
	const registration = await prove(cache, event, email, key ?? '');
	return registration && { event, registration, email, key: registration.key };
}

async function change(parts: PageParts, c: HonoContext, event: PublicEvent): Promise<Response> {
	const { values } = await readForm(c, ['email', 'key', 'deed', 'firstName', 'lastName']);
	const { email, key, firstName, lastName } = values;
	if (!(await isAllowed(parts, c))) return notice(parts, c, event, 'not_taken', 429);
	const proved = await proveOwn(parts, event, email, key);
	if (!proved) return notice(parts, c, event, 'invalid', 403);
	await noteUse(parts, c, event, proved.registration);
	const again = (state: Partial<OwnFormState>, status: 409 | 422 | 429 | 503) =>
		renderOwn(
			parts,
			c,
			proved,
			{ form: { values: { firstName, lastName }, problems: {}, refusal: null, ...state } },
			status
		);
	const deed = ownDeeds.find((known) => known === values.deed);
	if (!deed) return again({ refusal: 'closed' }, 422);
	const name = deed === 'correct_name' ? v.safeParse(nameFormSchema, values) : null;
	if (name && !name.success) return again({ problems: problemsOf(name.issues, values) }, 422);
	const take = async () => {
		const { id } = proved.registration;
		const taken = await takeToken(parts.context, `own:registration:${id}`, perRegistration);
		if (!taken.allowed) return again({ refusal: 'throttled' }, 429);
		const outcome = await changeOwnRegistration(
			parts.context,
			event,
			proved.registration,
			deed,
			name?.output
		);
		if (outcome.outcome !== 'refused') return done(c, proved, deed);
		const has = outcome.refusal === 'registered_already';
		return again({ refusal: has ? 'registered_already' : 'closed' }, 409);
	};
	return takeForm(parts.context, take, () => again({ refusal: 'unavailable' }, 503));
}

/** See other: reloading the page that follows does nothing again. */
function done(c: HonoContext, { event, email, key }: Proved, deed: OwnDeed): Response {
	const path = eventPath(event.organisation.pageName, event.permalink);
	return seeOther(c, `${ownPageLink('', path, email, key)}&done=${deed}`);
}

const seeOther = (c: HonoContext, location: string): Response =>
	c.body(null, 303, {
		// The fragment of the form's own address would go along else.
		location: `${location}#`,
		'cache-control': 'no-store',
		'referrer-policy': 'no-referrer'
	});

async function renderOwn(
	parts: PageParts,
	c: HonoContext,
	{ event, registration, email, key }: Proved,
	{ done = null, form = null }: Partial<Pick<OwnPage, 'done' | 'form'>>,
	status = 200
): Promise<Response> {
	const { context } = parts;
	// Who is told that nothing can be had just now isn't made to wait for more of it.
	const now =
		form?.refusal === 'unavailable'
			? undefined
			: await readOwn(context.db, event.organisation.id, registration.id);
	const { name, pageName } = event.organisation;
	const page: OwnPage = {
		page: 'registration',
		locale: localeOf(c, event, registration),
		organisation: { name, pageName },
		event: pageEvent(event),
		origin: context.config.publicUrl,
		email,
		key,
		registration: now ?? { ...registration, remindersStopped: false, erasureAskedAt: null },
		open: event.status !== 'cancelled' && !isOver(event, context.now()),
		done,
		form
	};
	const answer = await render(parts, page, status);
	answer.headers.set('referrer-policy', 'no-referrer');
	answer.headers.set('x-robots-tag', 'noindex');
	return answer;
}

const localeOf = (
	c: HonoContext,
	event: PublicEvent,
	registration: Pick<KnownRegistration, 'language'> | null
) =>
	localeFor(
		{ headers: { 'accept-language': c.req.header('accept-language') } },
		registration,
		event
	);

const notice = async (
	{ pages }: PageParts,
	c: HonoContext,
	event: PublicEvent,
	state: NoticeState,
	status: number
): Promise<Response> =>
	toResponse(await pages.notice(state, event, localeOf(c, event, null), { status, gzip: false }));
