import type { Event } from '@foyer/shared/events';
import type { EventRole } from '@foyer/shared/roles';
import { m } from '#lib/paraglide/messages.js';
import { inItsZone, mailtoWith, type AccessText } from '#lib/registrations/access-text.ts';

type Told = Pick<Event, 'title' | 'startsAt' | 'timeZone' | 'language'>;
type Who = Pick<EventRole, 'name' | 'email'>;

/** Subject and text that hand a role's link over, in the event's language. */
export function roleText(event: Told, name: string, link: string): AccessText {
	const { language: locale } = event;
	// A subject is one line.
	const title = event.title.replace(/\s+/g, ' ');
	const lines = [
		name
			? m.registrations_text_hello_name({ name }, { locale })
			: m.registrations_text_hello({}, { locale }),
		'',
		m.roles_text_link({ title }, { locale }),
		link,
		'',
		inItsZone(event),
		m.roles_text_keep({}, { locale })
	];
	return { subject: m.roles_text_subject({ title }, { locale }), text: lines.join('\n') };
}

/** An address that opens the reader's mail program with all of it filled in; null where none can. */
export const roleMailto = (event: Told, { email, name }: Who, link: string): string | null =>
	mailtoWith({ email: email ?? '', link }, event.title, (title, whole) =>
		roleText({ ...event, title }, whole ? name : '', link)
	);
