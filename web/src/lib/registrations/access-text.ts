import type { Event } from '@foyer/shared/events';
import { withClockTimes } from '@foyer/shared/clock-times';
import { matchLocale, type Locale } from '@foyer/shared/locales';
import type { Registration } from '@foyer/shared/registrations';
import { zonesDiffer } from '#lib/i18n/format.ts';
import { m } from '#lib/paraglide/messages.js';

/** What a mail or a message with an access link says. */
export interface AccessText {
	subject: string;
	/** Lines end with `\n`. */
	text: string;
}

type Told = Pick<Event, 'title' | 'startsAt' | 'timeZone' | 'language'>;

/** The longest `mailto:` address that every mail client takes. */
const longestMailto = 1999;

const regions: Record<Locale, string> = { en: 'en-GB', fr: 'fr-FR', nl: 'nl-NL' };

/** When an event starts, in its own zone and language. */
export function inItsZone({
	startsAt,
	timeZone,
	language
}: Pick<Event, 'startsAt' | 'timeZone' | 'language'>): string {
	const format = new Intl.DateTimeFormat(regions[language], {
		timeZone,
		weekday: 'long',
		day: 'numeric',
		month: 'long',
		year: 'numeric',
		hour: '2-digit',
		minute: '2-digit',
		timeZoneName: 'short'
	});
	return withClockTimes(format.formatToParts(startsAt), language);
}

/** Subject and text that hand a link over, in the event's language. */
export function accessText(event: Told, firstName: string, link: string): AccessText {
	const { language: locale } = event;
	// A subject is one line.
	const title = event.title.replace(/\s+/g, ' ');
	const lines = [
		firstName
			? m.registrations_text_hello_name({ name: firstName }, { locale })
			: m.registrations_text_hello({}, { locale }),
		'',
		m.registrations_text_link({ title }, { locale }),
		link,
		'',
		inItsZone(event),
		m.registrations_text_keep({}, { locale })
	];
	return { subject: m.registrations_text_subject({ title }, { locale }), text: lines.join('\n') };
}

/** The language in which somebody is written to: their own, else the event's. */
export const languageFor = (
	event: Pick<Event, 'language'>,
	{ language }: Pick<Registration, 'language'>
): Locale => matchLocale([language, event.language]) ?? event.language;

/** What opens an event: the link, its key, and where the event opens by code, that and the page that takes it. */
export interface WaysIn {
	link: string;
	key: string;
	code: { digits: string; page: string } | null;
}

/**
 * Event, date and ways in, a line each. Where the person is, nobody knows: the date is the event's, with its zone,
 * and beside it what the clock of who copies it shows, where that is another hour.
 */
export function accessInformation(
	event: Told,
	{ link, key, code }: WaysIn,
	ownZone: string
): string {
	const { title, startsAt, timeZone, language: locale } = event;
	const moments = zonesDiffer(startsAt, timeZone, ownZone)
		? `${inItsZone(event)} = ${inItsZone({ ...event, timeZone: ownZone })}`
		: inItsZone(event);
	return [
		m.registrations_information_event({ title }, { locale }),
		m.registrations_information_when({ when: moments }, { locale }),
		m.registrations_information_link({ link }, { locale }),
		m.registrations_information_key({ key }, { locale }),
		...(code
			? [m.registrations_information_code({ code: code.digits, page: code.page }, { locale })]
			: [])
	].join('\n');
}

/** One cell of a table that is pasted: on one line, and no formula. */
const cell = (text: string): string => text.replace(/[\t\r\n]+/g, ' ').replace(/^(?=[=+\-@])/, "'");

/** Name, address and link, a line each, as spreadsheets take them from the clipboard. */
export const linkTable = (rows: readonly { name: string; email: string; link: string }[]): string =>
	rows.map(({ name, email, link }) => [name, email, link].map(cell).join('\t')).join('\n');

/** An address that opens the reader's mail client with an access link's mail filled in; null where none can. */
export const mailto = (
	event: Told,
	to: { email: string; firstName: string },
	link: string
): string | null =>
	mailtoWith({ email: to.email, link }, event.title, (title, whole) =>
		accessText({ ...event, title }, whole ? to.firstName : '', link)
	);

/**
 * An address that opens the reader's mail client with everything filled in (RFC 6068: line breaks are
 * CRLF). A title too long for it is cut, and at last the text but for the link, which never is.
 * @param write the mail, with as much of the title as there is room for; `whole`: and of the rest
 * @returns null where the person's address and the link alone are too long for mail clients
 */
export function mailtoWith(
	{ email, link }: { email: string; link: string },
	wished: string,
	write: (title: string, whole: boolean) => AccessText
): string | null {
	const filledIn = ({ subject, text }: AccessText): string | null => {
		const body = encodeURIComponent(text.replaceAll('\n', '\r\n'));
		const address = `mailto:${encodeURIComponent(email)}?subject=${encodeURIComponent(subject)}&body=${body}`;
		return address.length <= longestMailto ? address : null;
	};
	const characters = [...wished];
	for (let length = characters.length; length > 0; length = Math.floor(length / 2)) {
		const cut = length < characters.length;
		const title = cut ? `${characters.slice(0, length).join('')}…` : wished;
		const address = filledIn(write(title, !cut || length >= 8));
		if (address) return address;
	}
	const least = write('…', false);
	return filledIn(least) ?? filledIn({ ...least, text: link });
}
