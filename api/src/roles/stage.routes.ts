import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context as HonoContext } from 'hono';
import * as v from 'valibot';
import { eventPath } from '@foyer/shared/access';
import { eventFieldsSchema } from '@foyer/shared/events';
import { isStageSaid, type StageSaid } from '@foyer/shared/pages';
import { roleLink, roomUrlFor, stageDeeds, stagePath, type StageDeeds } from '@foyer/shared/roles';
import { isPrefetch } from '../access/automated.ts';
import type { PublicEvent } from '../access/access.reads.ts';
import { writeAndTell } from '../context.ts';
import { endEvent, startEvent, type StartOutcome } from '../events/event-start.writes.ts';
import { formLimit, readForm } from '../pages/public-form.ts';
import { pageLocale } from '../pages/page-locale.ts';
import { withEvent } from '../pages/with-event.ts';
import { RoomUnavailable, type Rooms } from '../rooms/rooms.ts';
import {
	leaveStage,
	lookOnStage,
	takeStage,
	type Asked,
	type OnStage,
	type Standing
} from './on-stage.ts';
import { openStage, renderStage, stageRevision, type StageParts } from './stage-page.ts';
import { tellWaiting } from './stage.writes.ts';

interface Parts extends StageParts {
	rooms: Rooms;
}

/**
 * An event's stage, for who holds a role link. Opening it by GET takes nothing and changes nothing: the
 * page's first POST takes the seat, and every deed is a POST from our own page that keeps it. Whether it may
 * be done is decided anew each time.
 */
export function stageRoutes(parts: Parts): Hono {
	const app = new Hono();
	app.get('/:page/:event/stage', (c) => withEvent(parts, c, (event) => open(parts, c, event)));
	const post = (path: string, take: Take) =>
		app.post(`/:page/:event/stage/${path}`, formLimit, (c) =>
			withEvent(parts, c, async (event) => take(parts, c, event, await askedBy(c, event)))
		);
	post('seat', keepSeat);
	post('leave', leave);
	post('return', comeBack);
	post('room', enterRoom);
	post('start', deed('start', start));
	post('end', deed('end', end));
	post('message', deed('message', tell));
	// What a form was sent to, opened again as a page.
	app.get('/:page/:event/stage/:deed', (c) =>
		withEvent(parts, c, (event) => c.redirect(stagePath(pathOf(event)), 303))
	);
	return app;
}

type Take = (
	parts: Parts,
	c: HonoContext,
	event: PublicEvent,
	asked: Asked & { message: string }
) => Response | Promise<Response>;

const pathOf = ({ organisation, permalink }: PublicEvent): string =>
	eventPath(organisation.pageName, permalink);

const cookieOf = (c: HonoContext): string | undefined => c.req.header('cookie');

async function askedBy(c: HonoContext, event: PublicEvent): Promise<Asked & { message: string }> {
	const { values } = await readForm(c, ['role', 'key', 'message']);
	const { role, key, message } = values;
	return { event, credentials: { role, key }, cookie: cookieOf(c), message };
}

async function open(parts: Parts, c: HonoContext, event: PublicEvent): Promise<Response> {
	const { incoming } = c.env as HttpBindings;
	if (isPrefetch(incoming.headers))
		return c.body(null, 403, { 'cache-control': 'no-store', vary: 'sec-purpose, purpose' });
	const [role, key] = [c.req.query('role'), c.req.query('key')];
	if (role === undefined && key === undefined)
		return renderStage(parts, c, event, { state: 'bare' });
	const credentials = { role: role ?? '', key: key ?? '' };
	const asked = { event, credentials, cookie: cookieOf(c) };
	const standing = await lookOnStage(parts.context, asked);
	const said = c.req.query('said');
	if (standing.state !== 'on_stage') return turnAway(parts, c, asked, standing);
	const told = isStageSaid(said) ? said : null;
	return renderStage(parts, c, event, await openStage(parts, event, standing, credentials, told));
}

async function turnAway(
	parts: Parts,
	c: HonoContext,
	asked: Asked,
	standing: Exclude<Standing, { state: 'on_stage' }>
): Promise<Response> {
	const { event, credentials } = asked;
	switch (standing.state) {
		case 'invalid':
			return renderStage(parts, c, event, standing, 403);
		case 'freed':
			return renderStage(parts, c, event, { ...standing, ...credentials }, 409);
		case 'no_seat': {
			const answer = await renderStage(parts, c, event, standing, 409);
			// A seat may be free in a moment. By its whole address: one that ends in a fragment isn't loaded anew.
			answer.headers.set('refresh', `15;url=${linkOf(c, asked)}`);
			return answer;
		}
	}
}

/** What the page asks every few seconds: it keeps the seat, and hears how things stand. */
async function keepSeat(
	{ context, counts }: Parts,
	c: HonoContext,
	event: PublicEvent,
	asked: Asked
): Promise<Response> {
	const standing = await takeStage(context, asked);
	c.header('cache-control', 'no-store');
	if (standing.state !== 'on_stage')
		return c.json({ state: standing.state }, standing.state === 'invalid' ? 403 : 409);
	return c.json({
		state: 'on_stage',
		now: context.now(),
		revision: stageRevision(standing),
		...(await counts.of(event.organisation.id, event.id))
	});
}

async function leave(
	parts: Parts,
	c: HonoContext,
	event: PublicEvent,
	asked: Asked
): Promise<Response> {
	await leaveStage(parts.context, asked);
	return renderStage(parts, c, event, { state: 'left' });
}

/** Who comes back after the seat was given to others asks for one as everybody does: by their link. */
async function comeBack(
	parts: Parts,
	c: HonoContext,
	event: PublicEvent,
	asked: Asked
): Promise<Response> {
	const proved = await leaveStage(parts.context, asked);
	return proved ? toLink(c, asked) : turnAway(parts, c, asked, { state: 'invalid' });
}

/** The link that was proved, in the language that was chosen. */
function linkOf(c: HonoContext, { event, credentials: { role, key } }: Asked): string {
	const { langQuery } = pageLocale(c, event.language);
	return roleLink('', pathOf(event), role, key) + langQuery.replace('?', '&');
}

/** To the stage anew, by the link itself. */
function toLink(c: HonoContext, asked: Asked, said?: StageSaid): Response {
	return c.body(null, 303, {
		// The fragment of the page's own address would go along else.
		location: `${linkOf(c, asked)}${said ? `&said=${said}` : ''}#`,
		'cache-control': 'no-store',
		'referrer-policy': 'no-referrer'
	});
}

/**
 * Makes a link into the room, at the click, and goes there: the policy for forms ends at Foyer's own door. Only who
 * has the link is in the room; until then the seat is kept as the page keeps it.
 */
async function enterRoom(
	parts: Parts,
	c: HonoContext,
	event: PublicEvent,
	asked: Asked
): Promise<Response> {
	const standing = await takeStage(parts.context, asked);
	if (standing.state !== 'on_stage') return turnAway(parts, c, asked, standing);
	const refuse = async (said: StageSaid, status: number) => {
		const view = await openStage(parts, event, standing, asked.credentials, said);
		return renderStage(parts, c, event, view, status);
	};
	if (!stageDeeds(standing.event, standing.who).openRoom) return refuse('no_room', 409);
	try {
		const url = await roomLink(parts, event, standing);
		const entered = await takeStage(parts.context, asked, true);
		if (entered.state !== 'on_stage') return turnAway(parts, c, asked, entered);
		return renderStage(parts, c, event, { state: 'entering', url });
	} catch (err) {
		if (!(err instanceof RoomUnavailable)) throw err;
		parts.context.log.warn({ err, eventId: event.id }, 'no link into a room made');
		return refuse('room_unavailable', 503);
	}
}

async function roomLink(
	{ rooms }: Parts,
	{ organisation }: PublicEvent,
	{ event, who, participant }: OnStage
): Promise<string> {
	const url = event.room
		? await rooms.link(organisation.id, event, event.room, participant)
		: (roomUrlFor(event, who.kind) ?? '');
	return new URL(url).href;
}

interface Doing {
	organisationId: string;
	eventId: string;
	now: number;
	message: string;
}

/** Does something on stage if the link may; then the stage is shown anew, by the link itself. */
const deed =
	(
		right: keyof StageDeeds & ('start' | 'end' | 'message'),
		run: (parts: Parts, doing: Doing) => Promise<StageSaid>
	): Take =>
	async (parts, c, event, { message, ...asked }) => {
		const standing = await takeStage(parts.context, asked);
		if (standing.state !== 'on_stage') return turnAway(parts, c, asked, standing);
		const { event: staged, who } = standing;
		// Whether it is time for it the deed itself finds out, at once with doing it.
		const inTime = { ...staged, status: right === 'end' ? 'live' : 'scheduled' } as const;
		if (!stageDeeds(inTime, who)[right]) {
			const view = await openStage(parts, event, standing, asked.credentials, 'not_allowed');
			return renderStage(parts, c, event, view, 403);
		}
		const said = await run(parts, {
			organisationId: event.organisation.id,
			eventId: event.id,
			now: parts.context.now(),
			message
		});
		return toLink(c, asked, said);
	};

const saidOfStart: Record<StartOutcome['outcome'], StageSaid> = {
	started: 'started',
	another_live: 'another_live',
	not_scheduled: 'not_scheduled',
	not_due: 'not_scheduled',
	missing: 'not_scheduled'
};

async function start({ context }: Parts, doing: Doing): Promise<StageSaid> {
	const { outcome } = await writeAndTell(context, doing.organisationId, (tx) =>
		startEvent(tx, { ...doing, by: 'hand' })
	);
	return saidOfStart[outcome];
}

async function end({ context }: Parts, doing: Doing): Promise<StageSaid> {
	const ended = await writeAndTell(context, doing.organisationId, (tx) =>
		endEvent(tx, { ...doing, by: 'hand' })
	);
	return ended ? 'ended' : 'not_live';
}

async function tell({ context }: Parts, doing: Doing): Promise<StageSaid> {
	const parsed = v.safeParse(eventFieldsSchema.entries.message, doing.message);
	if (!parsed.success) return 'too_long';
	const told = await writeAndTell(context, doing.organisationId, (tx) =>
		tellWaiting(tx, doing, parsed.output)
	);
	return told ? 'told' : 'not_live';
}
