/** An event as a registrant's own entry: the same one that their mails bring. */
export interface CalendarEntry {
	uid: string;
	title: string;
	/** UTC ms. */
	startsAt: number;
	endsAt: number;
	/** The registrant's own link. */
	link: string;
	now: number;
}

const escape = (text: string): string =>
	text.replace(/[\\;,]/g, '\\$&').replace(/\r\n?|\n/g, '\\n');

const instant = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');

/** No line is longer than 75 octets (RFC 5545, 3.1). */
function fold(line: string): string {
	let folded = '';
	let length = 0;
	for (const character of line) {
		const octets = new TextEncoder().encode(character).length;
		if (length + octets > 75) {
			folded += '\r\n ';
			length = 1;
		}
		folded += character;
		length += octets;
	}
	return folded;
}

/** The event as an iCalendar file, made where there is no network. */
export const calendarFile = ({ uid, title, startsAt, endsAt, link, now }: CalendarEntry): string =>
	[
		'BEGIN:VCALENDAR',
		'VERSION:2.0',
		'PRODID:-//Foyer//Foyer//EN',
		'METHOD:PUBLISH',
		'BEGIN:VEVENT',
		`UID:${uid}`,
		`DTSTAMP:${instant(now)}`,
		`DTSTART:${instant(startsAt)}`,
		`DTEND:${instant(endsAt)}`,
		`SUMMARY:${escape(title)}`,
		`DESCRIPTION:${escape(link)}`,
		`URL:${link}`,
		'END:VEVENT',
		'END:VCALENDAR',
		''
	]
		.map(fold)
		.join('\r\n');
