import { Hono, type Context as HonoContext } from 'hono';
import * as v from 'valibot';
import { eventPath } from '@foyer/shared/access';
import { signUpFields, type SignUpState } from '@foyer/shared/pages';
import { linkFormSchema, problemsOf, signUpFormSchema } from '@foyer/shared/sign-up-form';
import type { PublicEvent } from '../access/access.reads.ts';
import { networkOf } from '../client-ip.ts';
import type { Context } from '../context.ts';
import { pageLocale } from '../pages/page-locale.ts';
import { formLimit, readForm, senderIp, takeForm } from '../pages/public-form.ts';
import { renderEvent, type PageParts } from '../pages/public-pages.ts';
import { withEvent } from '../pages/with-event.ts';
import { takeToken, type Allowance } from '../throttle.ts';
import { keepLinkRequest, keepSignUp } from './page-requests.writes.ts';

const hour = 3_600_000;
/** A venue's visitors may all come from one network. */
const perNetwork: Allowance = { limit: 300, windowMs: hour };
/** Each is a mail: an address must not be flooded. */
const perAddress: Allowance = { limit: 5, windowMs: hour };

/**
 * What an event's page sends: signing up, and asking for one's link again. Both work without JavaScript. Both are
 * kept and done later: neither the answer nor how long it takes tells whether an address is known.
 */
export function registrationRoutes(parts: PageParts): Hono {
	const app = new Hono();
	app.post('/:page/:event/register', formLimit, (c) =>
		withEvent(parts, c, (event) => register(parts, c, event))
	);
	app.post('/:page/:event/link', formLimit, (c) =>
		withEvent(parts, c, (event) => link(parts, c, event))
	);
	return app;
}

async function register(parts: PageParts, c: HonoContext, event: PublicEvent): Promise<Response> {
	const { values, trap } = await readForm(c, signUpFields);
	const again = (state: Partial<SignUpState>, status: 409 | 422 | 429 | 503) =>
		renderEvent(
			parts,
			c,
			event,
			{ values, problems: {}, refusal: null, form: 'sign_up', ...state },
			status
		);
	const parsed = v.safeParse(signUpFormSchema, values);
	if (!parsed.success) return again({ problems: problemsOf(parsed.issues, values) }, 422);
	if (trap !== '') return sent(c, event);
	const given = { ...parsed.output, language: pageLocale(c, event.language).locale };
	const take = async () => {
		if (await isThrottled(parts.context, c, given.email))
			return again({ refusal: 'throttled' }, 429);
		const kept = await keepSignUp(parts.context, event, given);
		return kept ? sent(c, event) : again({ refusal: 'closed' }, 409);
	};
	return takeForm(parts.context, take, () => again({ refusal: 'unavailable' }, 503));
}

async function link(parts: PageParts, c: HonoContext, event: PublicEvent): Promise<Response> {
	const { values, trap } = await readForm(c, signUpFields);
	const again = (state: Partial<SignUpState>, status: 422 | 429 | 503) =>
		renderEvent(
			parts,
			c,
			event,
			{ values, problems: {}, refusal: null, form: 'link', ...state },
			status
		);
	const parsed = v.safeParse(linkFormSchema, values);
	if (!parsed.success) return again({ problems: problemsOf(parsed.issues, values) }, 422);
	if (trap !== '') return sent(c, event);
	const { email } = parsed.output;
	const take = async () => {
		if (await isThrottled(parts.context, c, email)) return again({ refusal: 'throttled' }, 429);
		await keepLinkRequest(parts.context, event, email);
		return sent(c, event);
	};
	return takeForm(parts.context, take, () => again({ refusal: 'unavailable' }, 503));
}

async function isThrottled(context: Context, c: HonoContext, email: string): Promise<boolean> {
	const taken = [
		await takeToken(context, `sign_up:network:${networkOf(senderIp(c, context))}`, perNetwork),
		await takeToken(context, `sign_up:address:${email}`, perAddress)
	];
	return taken.some(({ allowed }) => !allowed);
}

/** See other: reloading the page that follows sends nothing again. */
function sent(c: HonoContext, event: PublicEvent): Response {
	const { langQuery } = pageLocale(c, event.language);
	return c.redirect(
		`${eventPath(event.organisation.pageName, event.permalink)}/sent${langQuery}`,
		303
	);
}
