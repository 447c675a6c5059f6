import type { Context as HonoContext } from 'hono';
import { eventPath } from '@foyer/shared/access';
import type { PublicEvent } from '../access/access.reads.ts';
import { missing, type PageParts } from './public-pages.ts';

/** Answers with the event that the address names, or with the missing page. */
export async function withEvent(
	parts: PageParts,
	c: HonoContext,
	answer: (event: PublicEvent) => Response | Promise<Response>
): Promise<Response> {
	const path = eventPath(c.req.param('page') ?? '', c.req.param('event') ?? '');
	const event = await parts.cache.event(path);
	return event ? answer(event) : missing(parts, c);
}
