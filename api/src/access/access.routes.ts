import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context as HonoContext } from 'hono';
import { decideAccess, emailMeant, eventPath, type AccessDecision } from '@foyer/shared/access';
import type { EventRoom } from '@foyer/shared/events';
import type { NoticeState } from '@foyer/shared/pages';
import { tokenOf } from '../accounts/session-cookie.ts';
import type { Context } from '../context.ts';
import { readHostsUrl } from '../roles/stage-facts.ts';
import { readHost } from '../rooms/host.reads.ts';
import { RoomUnavailable, type Rooms } from '../rooms/rooms.ts';
import {
	credentials,
	plainAddress,
	type AccessAddress,
	type PlainAddress
} from './access-address.ts';
import type { AccessCache } from './access-cache.ts';
import type { AccessLog } from './access-log.ts';
import type { AccessPages, Answering } from './access-pages.ts';
import { openingOf, type OpeningState } from './access-log.writes.ts';
import type { PublicEvent } from './access.reads.ts';
import { send, toResponse, type Answer } from './answer.ts';
import { isAutomated, isPrefetch } from './automated.ts';
import type { KnownRegistration } from './known-registrations.ts';
import { knownPlaceDevice } from './place-cookie.ts';
import { isDisplaced, readClaims } from './places.reads.ts';
import type { LinkDevices } from './link-devices.ts';
import type { Places } from './places.ts';
import { prove, proveKnown } from './prove.ts';
import { revisionOf } from './revision.ts';
import { linkIntoRoom } from './room-link.ts';
import { localeFor } from './viewer-locale.ts';
import type { Viewers } from './viewers.ts';
import { waitsFor } from './waiting-token.ts';

interface Parts {
	context: Pick<Context, 'config' | 'db' | 'log' | 'now'>;
	cache: AccessCache;
	pages: AccessPages;
	log: AccessLog;
	devices: LinkDevices;
	viewers: Viewers;
	places: Places;
	rooms: Rooms;
}

const statuses: Record<NoticeState, number> = {
	missing: 404,
	invalid: 403,
	unavailable: 503,
	not_taken: 503,
	room_unavailable: 503,
	event_cancelled: 200,
	registration_cancelled: 200,
	full: 200,
	ended: 200,
	replay_soon: 200,
	replay: 200,
	bare: 200
};

const bare = {
	'cache-control': 'no-store',
	'referrer-policy': 'no-referrer',
	'x-content-type-options': 'nosniff'
};

const empty = { ...bare, 'content-length': '0' };

const prefetchRefused: Answer = {
	status: 403,
	headers: { ...empty, vary: 'sec-purpose, purpose' },
	body: ''
};

/** A scanner's HEAD learns no address: it must not appear in the room. */
const addressWithheld: Answer = { status: 200, headers: bare, body: '' };

/**
 * Access links, the tiny state that a waiting page falls back on, and the streams of who waits. GET and
 * HEAD change nothing but the access log.
 */
export interface AccessRoutes {
	/**
	 * Answers on the raw response, before the web framework: at an event's start they all come at once.
	 * @returns whether the request was for an access link
	 */
	handle(request: IncomingMessage, response: ServerResponse): boolean;
	/** Answers alike where the address is written so that the web framework has to read it. */
	oddly: Hono<{ Bindings: HttpBindings }>;
}

export function accessRoutes(parts: Parts): AccessRoutes {
	return {
		handle(request, response) {
			if (request.method !== 'GET' && request.method !== 'HEAD') return false;
			const address = plainAddress(request.url ?? '');
			if (address) answer(parts, request, response, address);
			return address !== null;
		},
		oddly: new Hono<{ Bindings: HttpBindings }>()
			.get('/:page/:event/live', (c) => openOddly(parts, c))
			.get('/:page/:event/live/', (c) => openOddly(parts, c))
			.get('/:page/:event/live/state', async (c) => toResponse(await state(parts, addressIn(c))))
	};
}

type Oddly = HonoContext<{ Bindings: HttpBindings }>;

const eventIn = (c: Oddly): string =>
	eventPath(c.req.param('page') ?? '', c.req.param('event') ?? '');

const addressIn = (c: Oddly): AccessAddress => ({
	event: eventIn(c).toLowerCase(),
	...credentials(new URL(c.req.url).search)
});

/** What was typed in capitals, or with one stroke too many, leads to where the waiting page works by. */
async function openOddly(parts: Parts, c: Oddly): Promise<Response> {
	const address = addressIn(c);
	const { pathname, search } = new URL(c.req.url);
	const elsewhere = pathname.endsWith('/') || eventIn(c) !== address.event;
	if (elsewhere && c.req.method === 'GET')
		return c.body(null, 302, { ...bare, location: `${address.event}/live${search}` });
	return toResponse(await open(parts, c.env.incoming, address));
}

function answer(
	parts: Parts,
	request: IncomingMessage,
	response: ServerResponse,
	address: PlainAddress
): void {
	if (address.what === 'stream') {
		parts.viewers.open(address, request, response);
		return;
	}
	if (address.what === 'place') {
		parts.places.open(address, request, response);
		return;
	}
	const ready = address.what === 'state' ? state(parts, address) : open(parts, request, address);
	if (!(ready instanceof Promise)) {
		send(request, response, ready);
		return;
	}
	ready
		.then((awaited) => send(request, response, awaited))
		.catch((err: unknown) => {
			parts.context.log.error({ err }, 'access link not answered');
			if (!response.headersSent) response.writeHead(500, empty);
			response.end();
		});
}

async function state({ context, cache, viewers }: Parts, address: AccessAddress): Promise<Answer> {
	const json = (status: number, news: object): Answer => ({
		status,
		headers: { ...bare, 'content-type': 'application/json' },
		body: JSON.stringify({ now: context.now(), ...news })
	});
	try {
		const event = await cache.event(address.event);
		if (!event) return json(404, { revision: '' });
		const news = { revision: revisionOf(event), within: viewers.within(event) };
		if (!waitsFor(context.config.secret, event, address.token)) return json(200, news);
		const told = { ...news, message: event.message };
		return json(
			200,
			(await leadsElsewhere(viewers, event, address)) ? { ...told, revision: '' } : told
		);
	} catch (err) {
		context.log.warn({ err }, 'state of an event not known');
		return json(503, { revision: null });
	}
}

/** Whether the link that a waiting page was opened by leads elsewhere by now, as far as can be known. */
const leadsElsewhere = async (
	{ links }: Viewers,
	event: PublicEvent,
	{ link }: AccessAddress
): Promise<boolean> => link !== null && links.leadElsewhere(event, link).catch(() => false);

/** Answers a link: at once where the process knows it to be right, as it does of nearly all at an event's start. */
function open(
	parts: Parts,
	request: IncomingMessage,
	address: AccessAddress
): Answer | Promise<Answer> {
	if (isPrefetch(request.headers)) {
		notePrefetch(parts, request, address);
		return prefetchRefused;
	}
	const answered = openKnown(parts, request, address) ?? find(parts, request, address);
	if (!(answered instanceof Promise)) return answered;
	return answered.catch((err: unknown) => {
		parts.context.log.error({ err }, 'access link not answered');
		return notice(parts, request, 'unavailable', null, null);
	});
}

/** A prefetch costs the database no reading: it is noted where the process knows the event, with whose link it is. */
function notePrefetch(
	parts: Parts,
	request: IncomingMessage,
	{ event: path, email, key }: AccessAddress
): void {
	const event = parts.cache.held(path);
	if (!event) return;
	const registration =
		email === null || key === null ? null : proveKnown(parts.cache, event, email, key);
	// Its key led nowhere: a rotation can still be taken back.
	note(
		parts,
		request,
		event,
		registration && { id: registration.id, keyVersion: null },
		'prefetched'
	);
}

/** Logs what became of an opening. */
function note(
	{ context, log }: Parts,
	request: IncomingMessage,
	event: PublicEvent,
	opener: Parameters<typeof openingOf>[1],
	state: OpeningState
): void {
	log.append(openingOf(event, opener, state, request, context.now()));
}

/** What an opening comes to by which a link is used, in contrast to one that leads nowhere. */
const uses: ReadonlySet<OpeningState> = new Set(['waiting', 'no_room', 'live']);

/** Logs where a person's link led, and by which device it was used. */
function noteUse(
	parts: Parts,
	request: IncomingMessage,
	event: PublicEvent,
	registration: KnownRegistration | null,
	state: OpeningState
): void {
	note(parts, request, event, registration, state);
	if (registration && uses.has(state) && !isAutomated(request.method ?? 'GET', request.headers))
		parts.devices.note(event, registration, request);
}

/**
 * Null where what the process knows doesn't prove the link right as it stands: mailed links hold the address
 * as it is stored, one that was typed has yet to be understood.
 */
function openKnown(
	parts: Parts,
	request: IncomingMessage,
	{ event: path, email, key }: AccessAddress
): Answer | Promise<Answer> | null {
	const event = parts.cache.held(path);
	if (!event || email === null || key === null) return null;
	const registration = proveKnown(parts.cache, event, email, key);
	return registration && enter(parts, request, event, email, registration);
}

/** Answers a link the longer way: what isn't known is read. */
async function find(
	parts: Parts,
	request: IncomingMessage,
	{ event: path, email, key }: AccessAddress
): Promise<Answer> {
	const event = await parts.cache.event(path);
	if (!event) return notice(parts, request, 'missing', null, null);
	if (email === null && key === null) return notice(parts, request, 'bare', event, null);
	const meant = emailMeant(email ?? '');
	const registration = await prove(parts.cache, event, meant, key ?? '');
	return enter(parts, request, event, meant, registration);
}

/**
 * Logs the opening, and answers who has proved to be a registrant, or nobody. Whose new link could still be
 * taken back is answered once the log says that it can't any more.
 */
function enter(
	parts: Parts,
	request: IncomingMessage,
	event: PublicEvent,
	email: string,
	registration: KnownRegistration | null
): Answer | Promise<Answer> {
	const answered = lead(parts, request, event, email, registration);
	const settles = request.method === 'GET' && Boolean(registration?.keyRotation);
	return settles ? onceWritten(parts, answered) : answered;
}

async function onceWritten({ log }: Parts, answered: Answer | Promise<Answer>): Promise<Answer> {
	const answer = await answered;
	await log.written();
	return answer;
}

function lead(
	parts: Parts,
	request: IncomingMessage,
	event: PublicEvent,
	email: string,
	registration: KnownRegistration | null
): Answer | Promise<Answer> {
	const decision = decideAccess(event, registration, parts.context.now());
	return registration && isSignedIn(request)
		? leadSignedIn(parts, request, event, email, registration, decision)
		: leadBy(parts, request, event, email, registration, decision);
}

/** Attendees aren't: for them, nothing is looked up. */
const isSignedIn = ({ method, headers }: IncomingMessage): boolean =>
	method !== 'HEAD' && tokenOf(headers.cookie) !== undefined;

/**
 * The host comes in as host by whichever link: where presenters do, though attendees have no room yet, beyond the
 * capacity too, and without taking a place from whose link it is. Nor does the log say that these came, waited or
 * looked. Anybody else comes as who their link says.
 */
async function leadSignedIn(
	parts: Parts,
	request: IncomingMessage,
	event: PublicEvent,
	email: string,
	registration: KnownRegistration,
	decision: AccessDecision
): Promise<Answer> {
	const { organisation, id: eventId } = event;
	const host = await readHost(parts.context, request.headers.cookie, organisation.id);
	if (!host) return leadBy(parts, request, event, email, registration, decision);
	const asHost = decideAccess(event, { status: 'registered' }, parts.context.now());
	if ('room' in asHost) return redirectInto(parts, request, event, asHost.room, registration, null);
	if (asHost.state !== 'live' && asHost.state !== 'no_room')
		return leadBy(parts, request, event, email, registration, asHost, null);
	const url =
		(await readHostsUrl(parts.context, { organisationId: organisation.id, eventId })) ??
		('url' in asHost ? asHost.url : null);
	if (url === null) return leadBy(parts, request, event, email, registration, asHost, null);
	note(parts, request, event, null, 'live');
	return redirectOf(url);
}

/** @param came who is logged as having come; null for the host by somebody's link */
function leadBy(
	parts: Parts,
	request: IncomingMessage,
	event: PublicEvent,
	email: string,
	registration: KnownRegistration | null,
	decision: AccessDecision,
	came: KnownRegistration | null = registration
): Answer | Promise<Answer> {
	const { method = 'GET', headers } = request;
	const limited = decision.state === 'live' && event.deviceLimit !== null;
	// Who is led into a room on a server is let in once there is a link, who has to claim a place once they have it.
	if (method === 'HEAD' || !('room' in decision || limited))
		noteUse(parts, request, event, came, decision.state);
	switch (decision.state) {
		case 'live':
			if (method === 'HEAD') return addressWithheld;
			if (limited && registration) return offerPlace(parts, request, event, registration);
			if ('url' in decision) return redirectTo(event, decision.url);
			if (!registration) return notice(parts, request, 'invalid', event, null);
			return redirectInto(parts, request, event, decision.room, registration);
		case 'waiting':
		case 'no_room': {
			if (!registration) return notice(parts, request, 'invalid', event, null);
			const locale = localeFor(request, registration, event);
			const how = {
				...answering(request, 200),
				automated: isAutomated(method, headers),
				hears: came !== null
			};
			return parts.pages.waiting(event, registration, email, locale, how);
		}
		case 'unknown_event':
			return notice(parts, request, 'missing', null, registration);
		default:
			return notice(parts, request, decision.state, event, registration, email);
	}
}

/** The page that claims a place for this device, or says to whom it was lost. Looking at it changes nothing. */
async function offerPlace(
	parts: Parts,
	request: IncomingMessage,
	event: PublicEvent,
	registration: KnownRegistration
): Promise<Answer> {
	note(parts, request, event, registration, 'place');
	const known = knownPlaceDevice(request.headers.cookie);
	const { id: registrationId, keyVersion } = registration;
	const link = { organisationId: event.organisation.id, registrationId, keyVersion };
	const claims = known ? await readClaims(parts.context.db, link) : undefined;
	const lost = known !== null && isDisplaced(claims, known.device, event.deviceLimit);
	const place = { registrationId, lostAt: lost ? (claims?.claimedAt ?? null) : null };
	return parts.pages.place(
		event,
		place,
		localeFor(request, registration, event),
		answering(request, 200)
	);
}

const redirects = new WeakMap<PublicEvent, Answer>();

/** The redirect into an event's room, made once for all who come. */
function redirectTo(event: PublicEvent, url: string): Answer {
	let redirect = redirects.get(event);
	if (!redirect) {
		redirect = redirectOf(url);
		redirects.set(event, redirect);
	}
	return redirect;
}

const redirectOf = (url: string): Answer => ({
	status: 303,
	headers: { ...empty, location: inAscii(url) },
	body: ''
});

/**
 * The redirect into a room on a server, made for one person at the click.
 * @param came who is logged as having come; null for the host by somebody's link
 */
async function redirectInto(
	parts: Parts,
	request: IncomingMessage,
	event: PublicEvent,
	room: EventRoom,
	registration: KnownRegistration,
	came: KnownRegistration | null = registration
): Promise<Answer> {
	try {
		const url = await linkIntoRoom(parts, request, event, room, registration);
		noteUse(parts, request, event, came, 'live');
		return { status: 303, headers: { ...empty, location: url }, body: '' };
	} catch (err) {
		if (!(err instanceof RoomUnavailable)) throw err;
		parts.context.log.warn({ err, eventId: event.id }, 'no link into a room made');
		note(parts, request, event, came, 'room_unavailable');
		return notice(parts, request, 'room_unavailable', event, registration);
	}
}

/** A header holds ASCII alone, a room's address any letter. */
function inAscii(url: string): string {
	if (/^[!-~]*$/.test(url)) return url;
	return URL.canParse(url) ? new URL(url).href : encodeURI(url);
}

const notice = (
	parts: Parts,
	request: IncomingMessage,
	state: NoticeState,
	event: PublicEvent | null,
	registration: KnownRegistration | null,
	email?: string
): Promise<Answer> =>
	parts.pages.notice(
		state,
		event,
		localeFor(request, registration, event),
		answering(request, statuses[state]),
		registration && email !== undefined ? { email, key: registration.key } : null
	);

const answering = ({ headers }: IncomingMessage, status: number): Answering => ({
	status,
	gzip: /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''))
});
