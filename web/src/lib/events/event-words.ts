import CalendarClock from '@lucide/svelte/icons/calendar-clock';
import CalendarX from '@lucide/svelte/icons/calendar-x';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import Hourglass from '@lucide/svelte/icons/hourglass';
import type { Component } from 'svelte';
import { heldUpBy, isOver, neverStarted, type Event } from '@foyer/shared/events';
import {
	formatDay,
	formatInstant,
	formatShortDay,
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

/** "19:00–20:30", with the last day where it is another one. */
function eventHours({ startsAt, endsAt, timeZone }: Times): string {
	const end =
		dayIn(startsAt, timeZone) === dayIn(endsAt, timeZone)
			? formatTime(endsAt, timeZone)
			: `${formatShortDay(endsAt, timeZone)}, ${formatTime(endsAt, timeZone)}`;
	// No line ends before the dash: what follows would read as a moment of its own.
	return `${formatTime(startsAt, timeZone)}\u00a0– ${end}`;
}

/** "Thursday 14 May, 19:00 – 20:30" in the event's zone. */
export function eventWhen(event: Times, now: number): string {
	return `${formatDay(event.startsAt, event.timeZone, now)}, ${eventHours(event)}`;
}

/** The same for a row: "Thu 14 May, 19:00 – 20:30". */
export function eventWhenShort(event: Times): string {
	const day = formatInstant(event.startsAt, event.timeZone, {
		weekday: 'short',
		day: 'numeric',
		month: 'short'
	});
	return `${day}, ${eventHours(event)}`;
}

/** Where the reader's clock shows something else: the event's place, and the hour for the reader. */
export function elsewhere({ startsAt, timeZone }: Times): { city: string; yours: string } | null {
	const zone = viewerZone();
	if (!zonesDiffer(startsAt, timeZone, zone)) return null;
	const sameDay = dayIn(startsAt, timeZone) === dayIn(startsAt, zone);
	const time = formatTime(startsAt, zone);
	const day = formatInstant(startsAt, zone, { weekday: 'short', day: 'numeric', month: 'short' });
	return { city: zoneCity(timeZone), yours: sameDay ? time : `${day}, ${time}` };
}
