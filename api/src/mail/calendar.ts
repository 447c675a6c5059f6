import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { Event } from '@foyer/shared/events';

/** An event as an entry of somebody's calendar. */
export interface CalendarEntry {
	event: Pick<Event, 'title' | 'description' | 'startsAt' | 'endsAt' | 'status'>;
	/** Rises with each change of the event, so that calendars take the newest (RFC 5545, 3.8.7.4). */
	revision: number;
	/** The same for every version of one entry: see `calendarUid`. */
	uid: string;
	organizer: { name: string; address: string };
	/** Where the entry leads: the registrant's link or the event's page; never the room. */
	url: string | null;
	/** UTC ms. */
	now: number;
}

/** An entry's UID: of a registration for a registrant's own entry, of the event for the public one. */
export const calendarUid = (id: string, publicUrl: string): string =>
	`${id}@${new URL(publicUrl).hostname}`;

/**
 * The event as an iCalendar file (RFC 5545): published, or taken back once it is cancelled (RFC 5546).
 * Times are UTC, which every calendar shows in its own zone.
 */
export function eventCalendar({
	event,
	revision,
	uid,
	organizer,
	url,
	now
}: CalendarEntry): string {
	const cancelled = event.status === 'cancelled';
	const calendar = ical({
		prodId: { company: 'Foyer', product: 'Foyer' },
		method: cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH
	});
	calendar.createEvent({
		id: uid,
		sequence: revision,
		stamp: new Date(now),
		start: new Date(event.startsAt),
		end: new Date(event.endsAt),
		summary: event.title,
		// In the text, too: some calendars drop the URL.
		description: [event.description, url].filter(Boolean).join('\n\n') || null,
		url,
		organizer: { name: organizer.name, email: organizer.address },
		status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED
	});
	return calendar.toString();
}
