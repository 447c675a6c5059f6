import { Hono, type Context as HonoContext } from 'hono';
import * as v from 'valibot';
import { accessLink, decideAccess, eventPath } from '@foyer/shared/access';
import type { SignUpState } from '@foyer/shared/pages';
import { codeFormSchema, problemsOf } from '@foyer/shared/sign-up-form';
import { fewAtATime, type Gate } from '../gate.ts';
import { formLimit, readForm, senderIp, takeForm } from '../pages/public-form.ts';
import { renderEvent, renderOpen, type PageParts } from '../pages/public-pages.ts';
import { withEvent } from '../pages/with-event.ts';
import type { PublicEvent } from './access.reads.ts';
import { countCodeTry, type CodeTry } from './code-tries.ts';
import type { KnownRegistration } from './known-registrations.ts';
import { proveByCode } from './prove.ts';

/**
 * How many tries a process looks at side by side. Each counts as a guess until it has proved right: were
 * hundreds on their way at once, as at an event's start, the last of them would meet a full count. And tries
 * leave the database's connections to others.
 */
const mostAtOnce = 4;

/** Coming in from an event's page by address and 4-digit code. Works without JavaScript. */
export function codeRoutes(parts: PageParts): Hono {
	const app = new Hono();
	const gate = fewAtATime(mostAtOnce);
	app.post('/:page/:event/code', formLimit, (c) =>
		withEvent(parts, c, (event) => comeIn(parts, gate, c, event))
	);
	return app;
}

/** Leads to the person's own link. Whatever is wrong, of whoever's address, has one and the same answer. */
async function comeIn(
	parts: PageParts,
	gate: Gate,
	c: HonoContext,
	event: PublicEvent
): Promise<Response> {
	const { values, trap } = await readForm(c, ['email', 'code']);
	const again = (state: Partial<SignUpState>, status: 403 | 422 | 429 | 503) => {
		const form: SignUpState = {
			values: { firstName: '', lastName: '', email: values.email },
			problems: {},
			refusal: null,
			form: 'code',
			...state
		};
		return renderEvent(parts, c, event, form, status);
	};
	const parsed = v.safeParse(codeFormSchema, values);
	if (!parsed.success) return again({ problems: problemsOf(parsed.issues, values) }, 422);
	const { email, code } = parsed.output;
	const take = async () => {
		const leave = await gate.enter();
		const ip = senderIp(c, parts.context);
		const tried = await tryCode(parts, { event, email, ip }, { code, trap }).finally(leave);
		if (tried === 'too_many_codes') return again({ refusal: tried }, 429);
		if (tried === 'wrong_code') return again({ refusal: tried }, 403);
		return leadTo(parts, c, event, email, tried);
	};
	return takeForm(parts.context, take, () => again({ refusal: 'unavailable' }, 503));
}

/** To the person's own link. */
function leadTo(
	parts: PageParts,
	c: HonoContext,
	event: PublicEvent,
	email: string,
	tried: KnownRegistration
): Response | Promise<Response> {
	const path = eventPath(event.organisation.pageName, event.permalink);
	const link = accessLink('', path, email, tried.key);
	if (decideAccess(event, tried, parts.context.now()).state === 'live')
		return renderOpen(parts, c, event, link);
	return c.body(null, 303, {
		// The fragment of the form's own address would go along else.
		location: `${link}#`,
		'cache-control': 'no-store',
		'referrer-policy': 'no-referrer'
	});
}

/** Counts a try, looks at its code, and takes the count back where the code is right. */
async function tryCode(
	{ context, cache }: PageParts,
	codeTry: CodeTry,
	{ code, trap }: { code: string; trap: string }
): Promise<KnownRegistration | 'wrong_code' | 'too_many_codes'> {
	const counted = await countCodeTry(context, codeTry);
	if (!counted) return 'too_many_codes';
	const { event, email } = codeTry;
	const proved = await proveByCode(cache, context.config.secret, event, email, code);
	if (!proved || trap !== '') return 'wrong_code';
	await counted.proved();
	return proved;
}
