import type { IncomingMessage } from 'node:http';
import { acceptedLanguages, matchLocale, type Locale } from '@foyer/shared/locales';
import type { PublicEvent } from './access.reads.ts';
import type { KnownRegistration } from './known-registrations.ts';

/** The person's own language, else the browser's, else the event's. */
export function localeFor(
	{ headers }: Pick<IncomingMessage, 'headers'>,
	registration: Pick<KnownRegistration, 'language'> | null,
	event: PublicEvent | null
): Locale {
	const accepted = acceptedLanguages(headers['accept-language']);
	return matchLocale([registration?.language, ...accepted, event?.language]) ?? 'en';
}
