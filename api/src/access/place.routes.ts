import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context as HonoContext } from 'hono';
import { decideAccess, emailMeant, eventPath } from '@foyer/shared/access';
import { formLimit } from '../pages/public-form.ts';
import { renderOpen, type PageParts } from '../pages/public-pages.ts';
import { withEvent } from '../pages/with-event.ts';
import { RoomUnavailable, type Rooms } from '../rooms/rooms.ts';
import { credentials } from './access-address.ts';
import { openingOf, type OpeningState } from './access-log.writes.ts';
import type { PublicEvent } from './access.reads.ts';
import type { KnownRegistration } from './known-registrations.ts';
import { knownPlaceDevice, newPlaceDevice, placeCookie } from './place-cookie.ts';
import type { Places } from './places.ts';
import { prove } from './prove.ts';
import { linkIntoRoom } from './room-link.ts';

/** What claiming a place comes to, as the page's script hears it. */
type Claimed =
	| { state: 'in'; url: string }
	/** The room's server can't be had just now. */
	| { state: 'unavailable' }
	/** The link leads elsewhere by now: it is to be opened again. */
	| { state: 'moved' };

interface Parts extends PageParts {
	rooms: Rooms;
	places: Places;
}

/** Claiming a place in a room whose event limits devices: where its link led to. */
export const placeRoutes = (parts: Parts): Hono<{ Bindings: HttpBindings }> =>
	new Hono<{ Bindings: HttpBindings }>().post('/:page/:event/live', formLimit, (c) =>
		withEvent(parts, c, (event) => comeIn(parts, c, event))
	);

async function comeIn(
	parts: Parts,
	c: HonoContext<{ Bindings: HttpBindings }>,
	event: PublicEvent
): Promise<Response> {
	const { search } = new URL(c.req.url);
	const { email, key } = credentials(search);
	const registration = await prove(parts.cache, event, emailMeant(email ?? ''), key ?? '');
	const claimed = await claim(parts, c, event, registration);
	c.header('cache-control', 'no-store');
	c.header('referrer-policy', 'no-referrer');
	if (c.req.header('accept')?.includes('application/json')) return c.json(claimed);
	// Without scripts. The room stands elsewhere, where no form may be redirected to.
	if (claimed.state !== 'in') return c.redirect(pathOf(event) + '/live' + search, 303);
	const answer = await renderOpen(parts, c, event, claimed.url);
	for (const cookie of c.res.headers.getSetCookie()) answer.headers.append('set-cookie', cookie);
	return answer;
}

const pathOf = ({ organisation, permalink }: PublicEvent): string =>
	eventPath(organisation.pageName, permalink);

async function claim(
	parts: Parts,
	c: HonoContext<{ Bindings: HttpBindings }>,
	event: PublicEvent,
	registration: KnownRegistration | null
): Promise<Claimed> {
	const { context, log, places } = parts;
	const request = c.env.incoming;
	const decision = decideAccess(event, registration, context.now());
	if (decision.state !== 'live' || !registration) return { state: 'moved' };
	const note = (state: OpeningState) =>
		log.append(openingOf(event, registration, state, request, context.now()));
	try {
		// Before the claim: nobody is to lose a place to a device that isn't let in.
		const url =
			'url' in decision
				? decision.url
				: await linkIntoRoom(parts, request, event, decision.room, registration);
		const device = knownPlaceDevice(request.headers.cookie) ?? newPlaceDevice();
		const { id: registrationId, keyVersion } = registration;
		const link = { organisationId: event.organisation.id, registrationId, keyVersion };
		await places.claim(event, link, device.device);
		c.header('set-cookie', placeCookie(context.config, pathOf(event), device), { append: true });
		note('live');
		return { state: 'in', url };
	} catch (err) {
		if (!(err instanceof RoomUnavailable)) throw err;
		context.log.warn({ err, eventId: event.id }, 'no link into a room made');
		note('room_unavailable');
		return { state: 'unavailable' };
	}
}
