import { Hono, type Context as HonoContext } from 'hono';
import * as v from 'valibot';
import { accessLink, decideAccess, eventPath } from '@foyer/shared/access';
import type { SignUpState } from '@foyer/shared/pages';
import { codeFormSchema, problemsOf } from '@foyer/shared/sign-up-form';
import { formLimit, readForm, senderIp } from '../pages/public-form.ts';
import { renderEvent, renderOpen, type PageParts } from '../pages/public-pages.ts';
import { withEvent } from '../pages/with-event.ts';
import type { PublicEvent } from './access.reads.ts';
import { countCodeTry } from './code-tries.ts';
import { proveByCode } from './prove.ts';

/** Coming in from an event's page by address and 4-digit code. Works without JavaScript. */
export function codeRoutes(parts: PageParts): Hono {
	const app = new Hono();
	app.post('/:page/:event/code', formLimit, (c) =>
		withEvent(parts, c, (event) => comeIn(parts, c, event))
	);
	return app;
}

/** Leads to the person's own link. Whatever is wrong, of whoever's address, has one and the same answer. */
async function comeIn(parts: PageParts, c: HonoContext, event: PublicEvent): Promise<Response> {
	const { context, cache } = parts;
	const { values, trap } = await readForm(c, ['email', 'code']);
	const again = (state: Partial<SignUpState>, status: 403 | 422 | 429) => {
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
	const counted = await countCodeTry(context, { event, email, ip: senderIp(c, context) });
	if (!counted) return again({ refusal: 'too_many_codes' }, 429);
	const proved = await proveByCode(cache, context.config.secret, event, email, code);
	if (!proved || trap !== '') return again({ refusal: 'wrong_code' }, 403);
	await counted.proved();
	const path = eventPath(event.organisation.pageName, event.permalink);
	const link = accessLink('', path, email, proved.key);
	if (decideAccess(event, proved).state === 'live') return renderOpen(parts, c, event, link);
	return c.body(null, 303, {
		// The fragment of the form's own address would go along else.
		location: `${link}#`,
		'cache-control': 'no-store',
		'referrer-policy': 'no-referrer'
	});
}
