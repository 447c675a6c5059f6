import * as v from 'valibot';
import {
	eventFieldsSchema,
	freePermalink,
	isOver,
	longestEvent,
	neverStarted,
	newEventSchema,
	plainEvent,
	plainStage,
	type Event,
	type EventFields
} from './events.ts';
import { idSchema } from './fields.ts';
import {
	accept,
	ask,
	defineMutation,
	refuse,
	type Decision,
	type Effect,
	type Refusal
} from './mutation.ts';
import { can, type Actor } from './team.ts';

const mayEdit = (actor: Actor, eventId?: string): boolean =>
	can(actor, { area: 'events', level: 'edit', ...(eventId === undefined ? {} : { eventId }) });

/** What is wrong with an event's times, if anything. */
export function timesRefusal({
	startsAt,
	endsAt
}: Pick<EventFields, 'startsAt' | 'endsAt'>): Refusal | null {
	if (endsAt <= startsAt) return 'ends_before_start';
	if (endsAt - startsAt > longestEvent) return 'too_long_event';
	return null;
}

/** What is wrong with an event's instants, the replay's window included. */
function instantsRefusal(
	event: Pick<EventFields, 'startsAt' | 'endsAt' | 'replayFrom' | 'replayUntil'>
): Refusal | null {
	const { replayFrom, replayUntil } = event;
	const wrong = replayFrom !== null && replayUntil !== null && replayUntil <= replayFrom;
	return timesRefusal(event) ?? (wrong ? 'replay_ends_before_start' : null);
}

const known = (event: Event | undefined): event is Event =>
	event !== undefined && event.deletedAt === null;

type Rooms = Pick<EventFields, 'roomUrl' | 'room'>;

/** An event has one room: giving it an address takes the room on a server away, and the other way round. */
function withOneRoom<Fields extends Partial<Rooms>>(fields: Fields): Fields {
	if (fields.room) return { ...fields, roomUrl: null };
	return fields.roomUrl ? { ...fields, room: null } : fields;
}

/** Creates an event. A permalink that another device took meanwhile gets a number, and a notice says so. */
export const createEvent = defineMutation({
	name: 'events.create',
	version: 4,
	schema: newEventSchema,
	questions: (args) => ({
		same: ask.row('events', args.id),
		neighbours: ask.eventsByPermalink(args.permalink.slice(0, 74))
	}),
	decide: (args, { same, neighbours }, { actor, now }) => {
		if (!mayEdit(actor)) return refuse('not_allowed');
		if (same) return refuse('conflict');
		const wrong = instantsRefusal(args);
		if (wrong) return refuse(wrong);
		const permalink = freePermalink(args.permalink, (wished) =>
			neighbours.some((e) => e.permalink === wished)
		);
		const row: Event = {
			...plainStage,
			...withOneRoom(args),
			permalink,
			status: 'scheduled',
			startedAt: null,
			endedAt: null,
			createdAt: now,
			deletedAt: null
		};
		return accept(
			[{ write: 'insert', entity: 'events', row }],
			[{ effect: 'reminders', eventId: args.id }],
			permalink === args.permalink
				? []
				: [
						{
							notice: 'permalink_changed',
							eventId: args.id,
							wished: args.permalink,
							given: permalink
						}
					]
		);
	}
});

const sinceVersion4 = [
	'deviceLimit',
	'entrySpread',
	'replayFrom',
	'replayUntil',
	'message'
] as const;

/** Of devices that know no limits, windows and messages. */
export const createEvent3 = defineMutation({
	...createEvent,
	version: 3,
	schema: v.pipe(
		v.omit(newEventSchema, sinceVersion4),
		v.transform((args) => ({ ...plainEvent, ...args }))
	)
});

/** Of devices that know no codes. */
export const createEvent2 = defineMutation({
	...createEvent,
	version: 2,
	schema: v.pipe(
		v.omit(newEventSchema, [...sinceVersion4, 'opensByCode']),
		v.transform((args) => ({ ...args, ...plainEvent }))
	)
});

/** Of devices that know no room servers. */
export const createEvent1 = defineMutation({
	...createEvent,
	version: 1,
	schema: v.pipe(
		v.omit(newEventSchema, [...sinceVersion4, 'opensByCode', 'room']),
		v.transform((args) => ({ ...args, ...plainEvent, room: null }))
	)
});

/** What follows from a change of an event's fields: who is told, and whether reminders move. */
function updateEffects(event: Event, fields: Partial<EventFields>): Effect[] {
	const changes = (...names: (keyof EventFields)[]) =>
		names.some(
			(name) =>
				fields[name] !== undefined && JSON.stringify(fields[name]) !== JSON.stringify(event[name])
		);
	const effects: Effect[] = [];
	if (changes('startsAt', 'endsAt', 'timeZone')) {
		effects.push({ effect: 'mail', mail: 'event_moved', eventId: event.id });
	}
	if (changes('startsAt', 'reminders')) effects.push({ effect: 'reminders', eventId: event.id });
	return effects;
}

function whyNotUpdate(event: Event, fields: Partial<EventFields>): Refusal | null {
	if (
		fields.startsAt !== undefined &&
		fields.startsAt !== event.startsAt &&
		event.status !== 'scheduled' &&
		!neverStarted(event)
	) {
		return event.status === 'cancelled' ? 'already_cancelled' : 'already_started';
	}
	return instantsRefusal({ ...event, ...fields });
}

/** An event that never started and is given a time that is still to come is scheduled again. */
function rescheduled(
	event: Event,
	fields: Partial<EventFields>,
	now: number
): Partial<Pick<Event, 'status' | 'endedAt'>> {
	const stillToCome = !isOver({ ...event, ...fields, status: 'scheduled' }, now);
	return neverStarted(event) && stillToCome ? { status: 'scheduled', endedAt: null } : {};
}

/** Changes the named fields of an event. */
export const updateEvent = defineMutation({
	name: 'events.update',
	version: 4,
	schema: v.object({ id: idSchema, fields: v.partial(eventFieldsSchema) }),
	questions: ({ id, fields }) => ({
		event: ask.row('events', id),
		neighbours: ask.eventsByPermalink(fields.permalink ?? null)
	}),
	decide: ({ id, fields }, { event, neighbours }, { actor, now }) => {
		if (!mayEdit(actor, id)) return refuse('not_allowed');
		if (!known(event)) return refuse('missing');
		if (neighbours.some((other) => other.id !== id && other.permalink === fields.permalink)) {
			return refuse('permalink_taken');
		}
		const wrong = whyNotUpdate(event, fields);
		if (wrong) return refuse(wrong);
		return accept(
			[
				{
					write: 'patch',
					entity: 'events',
					id,
					fields: { ...withOneRoom(fields), ...rescheduled(event, fields, now) }
				}
			],
			updateEffects(event, fields)
		);
	}
});

/** Of devices that know no limits, windows and messages. */
export const updateEvent3 = defineMutation({
	...updateEvent,
	version: 3,
	schema: v.object({ id: idSchema, fields: v.partial(v.omit(eventFieldsSchema, sinceVersion4)) })
});

/** Of devices that know no codes. */
export const updateEvent2 = defineMutation({
	...updateEvent,
	version: 2,
	schema: v.object({
		id: idSchema,
		fields: v.partial(v.omit(eventFieldsSchema, [...sinceVersion4, 'opensByCode']))
	})
});

/** Of devices that know no room servers. */
export const updateEvent1 = defineMutation({
	...updateEvent,
	version: 1,
	schema: v.object({
		id: idSchema,
		fields: v.partial(v.omit(eventFieldsSchema, [...sinceVersion4, 'opensByCode', 'room']))
	})
});

const idOnly = v.object({ id: idSchema });

const changeEvent = (name: string, decideFor: (event: Event, now: number) => Decision) =>
	defineMutation({
		name,
		version: 1,
		schema: idOnly,
		questions: ({ id }) => ({ event: ask.row('events', id) }),
		decide: ({ id }, { event }, { actor, now }) => {
			if (!mayEdit(actor, id)) return refuse('not_allowed');
			return event ? decideFor(event, now) : refuse('missing');
		}
	});

/** Cancels an event that is not over; who is registered is told. */
export const cancelEvent = changeEvent('events.cancel', (event) => {
	if (!known(event)) return refuse('missing');
	if (event.status === 'cancelled') return refuse('already_cancelled');
	if (event.status === 'ended') return refuse('event_over');
	return accept(
		[{ write: 'patch', entity: 'events', id: event.id, fields: { status: 'cancelled' } }],
		[{ effect: 'mail', mail: 'event_cancelled', eventId: event.id }]
	);
});

/** Takes a cancellation back: undo within its ten seconds stops the mails, which wait in the outbox meanwhile. */
export const reinstateEvent = changeEvent('events.reinstate', (event) => {
	if (!known(event)) return refuse('missing');
	if (event.status !== 'cancelled') return refuse('conflict');
	return accept(
		[{ write: 'patch', entity: 'events', id: event.id, fields: { status: 'scheduled' } }],
		[
			{ effect: 'mail', mail: 'event_moved', eventId: event.id },
			{ effect: 'reminders', eventId: event.id }
		]
	);
});

/** Deletes an event: it leaves the lists, and its public addresses answer as missing. */
export const deleteEvent = changeEvent('events.delete', (event, now) => {
	if (!known(event)) return refuse('missing');
	if (event.status === 'live') return refuse('already_started');
	return accept([{ write: 'patch', entity: 'events', id: event.id, fields: { deletedAt: now } }]);
});

/** Takes a deletion back. A permalink taken meanwhile refuses it (a unique index says so). */
export const restoreEvent = changeEvent('events.restore', (event) =>
	accept([{ write: 'patch', entity: 'events', id: event.id, fields: { deletedAt: null } }])
);
