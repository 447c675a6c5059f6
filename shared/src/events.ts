import * as v from 'valibot';
import { idSchema, instantSchema, lineSchema, localeSchema, textSchema } from './fields.ts';
import type { Locale } from './locales.ts';
import { isTimeZone } from './time-zones.ts';

export const eventStatuses = ['scheduled', 'live', 'ended', 'cancelled'] as const;
export type EventStatus = (typeof eventStatuses)[number];

/** Minutes before the start from which attendees are let in. */
export const earlyEntryChoices = [0, 5, 15, 30] as const;

/** Over how many seconds those who wait may be let in at the start; null: as their number asks. */
export const entrySpreadChoices = [null, 0, 10, 30, 60, 120, 300] as const;

/** Minutes before the start at which a reminder may go out: 24 hours, 1 hour, 5 minutes. */
export const reminderChoices = [1440, 60, 5] as const;

/** A room on one of the organisation's room servers. */
export interface EventRoom {
	/** The server's id; there may be none by it any more. */
	server: string;
	/** The room's name there. */
	name: string;
}

/** An event, as devices hold it. */
export interface Event {
	id: string;
	title: string;
	description: string;
	permalink: string;
	startsAt: number;
	endsAt: number;
	timeZone: string;
	language: Locale;
	/** Where its room is; null where it is on a room server, or there is none yet. */
	roomUrl: string | null;
	replayUrl: string | null;
	earlyEntry: number;
	startsBy: 'clock' | 'hand';
	reminders: readonly number[];
	/** Registrations beyond it wait; null: no limit. */
	capacity: number | null;
	status: EventStatus;
	startedAt: number | null;
	endedAt: number | null;
	/**
	 * The live event that keeps this one from starting, noted by the server's clock; absent from rows made
	 * on a device. Whether it still does is what `heldUpBy` says.
	 */
	heldUpBy?: string | null;
	createdAt: number;
	deletedAt: number | null;
	/** Its room on a room server: each link into it is made at the click. */
	room: EventRoom | null;
	/** Whether a registrant's address and 4-digit code open it too, from its page. */
	opensByCode: boolean;
	/** On how many devices one link may be in the room at once; null: any number. */
	deviceLimit: number | null;
	/** Over how many seconds those who wait are let in at the start; null: as their number asks. */
	entrySpread: number | null;
	/** From when until when the replay can be seen, UTC ms; null: from the end on, and without end. */
	replayFrom: number | null;
	replayUntil: number | null;
	/** What the organizer tells those who wait, as plain text; empty: nothing. */
	message: string;
	/** What is to happen on stage, and what who is on it should know: plain text, for who is on stage alone. */
	agenda: string;
	notes: string;
	/** Where those on stage enter the room, if not where the attendees do. */
	presenterUrl: string | null;
	speakerUrl: string | null;
	moderatorUrl: string | null;
}

/** How an event's stage is of which nothing was said. */
export const plainStage = {
	agenda: '',
	notes: '',
	presenterUrl: null,
	speakerUrl: null,
	moderatorUrl: null
} as const satisfies Partial<Event>;

/** How an event is of which nothing else was said. Devices and mutations of before know none of these. */
export const plainEvent = {
	opensByCode: false,
	deviceLimit: null,
	entrySpread: null,
	replayFrom: null,
	replayUntil: null,
	message: '',
	...plainStage
} as const satisfies Partial<Event>;

/** The most devices a limit may allow. */
export const mostDevices = 10;

/** The longest spread of an entry, in seconds. */
const longestSpread = 600;

/** The longest an event may last: 31 days, in ms. */
export const longestEvent = 31 * 86_400_000;

/** A permalink: words of a–z and 0–9 joined by hyphens. */
const permalinkSchema = v.pipe(
	v.string(),
	v.trim(),
	v.toLowerCase(),
	v.maxLength(80, 'too_long'),
	v.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'permalink_malformed')
);

/** A room or replay address: https, with a host, without credentials. Never fetched by the server. */
export const roomUrlSchema = v.pipe(
	v.string(),
	v.trim(),
	v.maxLength(2000, 'too_long'),
	v.check((text) => isRoomUrl(text), 'room_url_not_https')
);

/** Whether text is an absolute https URL without credentials. Its host needs a dot or be an address. */
export function isRoomUrl(text: string): boolean {
	const match = /^https:\/\/([^/?#\\\s]+)(?:[/?#][^\s\\]*)?$/iu.exec(text);
	const authority = match?.[1];
	if (!authority || authority.includes('@')) return false;
	return /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}(?::\d{1,5})?$/u.test(
		authority
	);
}

/** A room's name: what a link of any server can hold. */
const roomNameSchema = v.pipe(
	v.string(),
	v.trim(),
	v.toLowerCase(),
	v.minLength(1, 'required'),
	v.maxLength(80, 'too_long'),
	v.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'room_name_malformed')
);

export const eventFieldsSchema = v.object({
	title: v.pipe(lineSchema(200), v.minLength(1, 'required')),
	description: textSchema(10_000),
	permalink: permalinkSchema,
	startsAt: instantSchema,
	endsAt: instantSchema,
	timeZone: v.pipe(v.string(), v.check(isTimeZone, 'time_zone_unknown')),
	language: localeSchema,
	roomUrl: v.nullable(roomUrlSchema),
	replayUrl: v.nullable(roomUrlSchema),
	earlyEntry: v.picklist(earlyEntryChoices),
	startsBy: v.picklist(['clock', 'hand']),
	reminders: v.array(v.picklist(reminderChoices)),
	capacity: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000))),
	room: v.nullable(v.object({ server: idSchema, name: roomNameSchema })),
	opensByCode: v.boolean(),
	deviceLimit: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(mostDevices))),
	entrySpread: v.nullable(
		v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(longestSpread))
	),
	replayFrom: v.nullable(instantSchema),
	replayUntil: v.nullable(instantSchema),
	message: textSchema(500)
});
export type EventFields = v.InferOutput<typeof eventFieldsSchema>;

export const newEventSchema = v.object({ id: idSchema, ...eventFieldsSchema.entries });

/** A permalink made from a title: accents dropped, the rest hyphenated; `event` where nothing is left. */
export function suggestPermalink(title: string): string {
	const words = title
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/œ/g, 'oe')
		.replace(/æ/g, 'ae')
		.replace(/ß/g, 'ss')
		.replace(/ø/g, 'o')
		.match(/[a-z0-9]+/g);
	return (words?.join('-') ?? 'event').slice(0, 70).replace(/-+$/, '');
}

/** The permalink itself, or the first of `-2`, `-3`, … that is free. */
export function freePermalink(wished: string, isTaken: (permalink: string) => boolean): string {
	if (!isTaken(wished)) return wished;
	for (let n = 2; ; n++) {
		const candidate = `${wished.slice(0, 74)}-${n}`;
		if (!isTaken(candidate)) return candidate;
	}
}

/** When attendees are let in: early entry before the start. UTC ms. */
export const doorsOpenAt = (event: Pick<Event, 'startsAt' | 'earlyEntry'>): number =>
	event.startsAt - event.earlyEntry * 60_000;

/** How long after its end an event that a person starts may still start or go on, in ms. */
export const longestOvertime = 12 * 3_600_000;

/** When the clock ends an event, started or not: with its time; one that a person starts, hours later. UTC ms. */
export const closesAt = ({ endsAt, startsBy }: Pick<Event, 'endsAt' | 'startsBy'>): number =>
	startsBy === 'clock' ? endsAt : endsAt + longestOvertime;

type Standing = Pick<Event, 'status' | 'endsAt' | 'startsBy'>;

/** Whether an event is over: ended, or its time has passed without it having been started. */
export function isOver(event: Standing, now: number): boolean {
	if (event.status === 'scheduled') return closesAt(event) <= now;
	return event.status === 'ended';
}

/** Whether attendees can still register for an event, and give their places back. */
export const isOpenToAttendees = (event: Standing, now: number): boolean =>
	event.status !== 'cancelled' && !isOver(event, now);

/** Whether an event ended without ever having been live: moved to another time, it can still be held. */
export const neverStarted = ({ status, startedAt }: Pick<Event, 'status' | 'startedAt'>): boolean =>
	status === 'ended' && startedAt === null;

/** The live event for whose end this one waits though its time has come; null where it waits for none. */
export function heldUpBy(
	event: Standing & Pick<Event, 'startsAt' | 'heldUpBy'>,
	now: number
): string | null {
	const due = event.status === 'scheduled' && event.startsBy === 'clock' && event.startsAt <= now;
	return due && !isOver(event, now) ? (event.heldUpBy ?? null) : null;
}

/**
 * The first of some events, with a room of its own, that would be on while another one is, which can't be live then;
 * null where there is none. What is over or called off is in nobody's way.
 * @param planned null times: not said yet
 */
export function overlapping(
	planned: { id: string | null; startsAt: number | null; endsAt: number | null },
	events: Iterable<Event>
): Event | null {
	const { id, startsAt, endsAt } = planned;
	if (startsAt === null || endsAt === null || endsAt <= startsAt) return null;
	let first: Event | null = null;
	for (const event of events) {
		const isOn = event.status === 'scheduled' || event.status === 'live';
		const hasRoom = event.roomUrl !== null || event.room !== null;
		if (event.id === id || event.deletedAt !== null || !isOn || !hasRoom) continue;
		if (event.startsAt >= endsAt || event.endsAt <= startsAt) continue;
		if (!first || event.startsAt < first.startsAt) first = event;
	}
	return first;
}

export type EventPhase = 'upcoming' | 'live' | 'past';

/** Where an event stands in the organizer's lists. */
export function phaseOf(event: Standing, now: number): EventPhase {
	if (event.status === 'live') return 'live';
	if (event.status === 'cancelled') return event.endsAt <= now ? 'past' : 'upcoming';
	return isOver(event, now) ? 'past' : 'upcoming';
}
