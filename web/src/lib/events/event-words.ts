import CalendarClock from '@lucide/svelte/icons/calendar-clock';
import CalendarX from '@lucide/svelte/icons/calendar-x';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import Hourglass from '@lucide/svelte/icons/hourglass';
import type { Component } from 'svelte';
import { heldUpBy, isOver, neverStarted, type Event } from '@foyer/shared/events';
import {
	formatNumber,
	formatDay,
	formatInstant,
	formatTime,
	viewerZone,
	zoneCity,
	zonesDiffer
} from '#lib/i18n/format.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Tone } from '#lib/ui/Status.svelte';

export interface EventStatusWord {
	tone: Tone;
	word: string;
	icon?: Component<{ class?: string }>;
}

/** An event's status as it is shown: an icon and a word. */
export function eventStatusWord(event: Event, now: number): EventStatusWord {
	if (event.status === 'live') return { tone: 'live', word: m.events_status_live() };
	if (event.status === 'cancelled') {
		return { tone: 'refused', word: m.events_status_cancelled(), icon: CalendarX };
	}
	if (event.status === 'ended' && !neverStarted(event))
		return { tone: 'plain', word: m.events_status_ended(), icon: CircleCheck };
	if (isOver(event, now)) return { tone: 'plain', word: m.events_status_missed() };
	if (heldUpBy(event, now) !== null)
		return { tone: 'attention', word: m.events_status_held_up(), icon: Hourglass };
	if (event.startsAt <= now)
		return { tone: 'attention', word: m.events_status_due(), icon: Hourglass };
	return { tone: 'plain', word: m.events_status_scheduled(), icon: CalendarClock };
}

type Times = Pick<Event, 'startsAt' | 'endsAt' | 'timeZone'>;

const dayIn = (at: number, zone: string): string => formatInstant(at, zone, { dateStyle: 'short' });

/** From when to when, its days written by `day`; the last one only where it is another. */
function range({ startsAt, endsAt, timeZone }: Times, day: (at: number) => string): string {
	const moment = (at: number) => `${day(at)}, ${formatTime(at, timeZone)}`;
	const end =
		dayIn(startsAt, timeZone) === dayIn(endsAt, timeZone)
			? formatTime(endsAt, timeZone)
			: moment(endsAt);
	// No line ends before the dash: what follows would read as a moment of its own.
	return `${moment(startsAt)}\u00a0– ${end}`;
}

/** "Thursday 14 May, 19:00 – 20:30" in the event's zone. */
export const eventWhen = (event: Times, now: number): string =>
	range(event, (at) => formatDay(at, event.timeZone, now));

/** From when until when the replay can be seen, in the event's zone; empty where nothing limits it. */
export function replayWindowWords({
	replayFrom,
	replayUntil,
	timeZone
}: Pick<Event, 'replayFrom' | 'replayUntil' | 'timeZone'>): string {
	const moment = (at: number) =>
		formatInstant(at, timeZone, { dateStyle: 'medium', timeStyle: 'short' });
	if (replayFrom !== null && replayUntil !== null)
		return m.events_replay_between({ from: moment(replayFrom), until: moment(replayUntil) });
	if (replayFrom !== null) return m.events_replay_opens({ from: moment(replayFrom) });
	return replayUntil === null ? '' : m.events_replay_closes({ until: moment(replayUntil) });
}

const rowDay = (at: number, timeZone: string): string =>
	formatInstant(at, timeZone, { weekday: 'short', day: 'numeric', month: 'short' });

/** The same for a row: "Thu 14 May, 19:00 – 20:30". */
export const eventWhenShort = (event: Times): string =>
	range(event, (at) => rowDay(at, event.timeZone));

/** Where the reader's clock shows something else: the event's place, and the hour for the reader. */
export function elsewhere({ startsAt, timeZone }: Times): { city: string; yours: string } | null {
	const zone = viewerZone();
	if (!zonesDiffer(startsAt, timeZone, zone)) return null;
	const sameDay = dayIn(startsAt, timeZone) === dayIn(startsAt, zone);
	const time = formatTime(startsAt, zone);
	return {
		city: zoneCity(timeZone),
		yours: sameDay ? time : `${rowDay(startsAt, zone)}, ${time}`
	};
}

/** Over how long who waits is let in: "Over 30 seconds". */
export function entrySpreadWords(seconds: Event['entrySpread']): string {
	if (seconds === null) return m.events_spread_asked();
	if (seconds === 0) return m.events_spread_none();
	return seconds % 60 === 0
		? m.events_spread_minutes({ count: seconds / 60 })
		: m.events_spread_seconds({ count: seconds });
}

/** On how many devices at once a link lets in. */
export const deviceLimitWords = (limit: Event['deviceLimit']): string =>
	limit === null
		? m.events_devices_any()
		: m.events_devices_limit({ count: limit, shown: formatNumber(limit) });
