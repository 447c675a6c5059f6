import { accessLink, eventPath, ownPageLink, unsubscribeLink } from '@foyer/shared/access';
import { isOver } from '@foyer/shared/events';
import { matchLocale, type Locale } from '@foyer/shared/locales';
import { deriveCode, deriveKey } from '../access/access-keys.ts';
import type { Config } from '../config.ts';
import { calendarUid, eventCalendar } from './calendar.ts';
import { composeMessage, messageId } from './compose.ts';
import {
	dateInWords,
	dayInWords,
	leafOf,
	rangeInWords,
	soonInWords,
	zoneInWords
} from './dates.ts';
import { renderLetter, type Letter } from './letter.ts';
import { qrPng } from './qr.ts';
import type { MailFacts } from './registration-mails.reads.ts';
import { mailTexts, type EventMailText, type MailTexts } from './texts/texts.ts';
import type { Message } from './transport.ts';

/** Why a mail is no longer sent. The interface has a sentence for each. */
export type SuppressedReason =
	| 'no_address'
	| 'person_deleted'
	| 'registration_cancelled'
	| 'event_deleted'
	| 'event_cancelled'
	| 'event_over'
	| 'event_begun'
	| 'event_moved'
	| 'reminders_stopped'
	| 'superseded';

const minute = 60_000;

/** Decides by the present facts whether a mail is still true; null: it is, and goes out. */
export function whySuppressed(
	{ mail, event, registration, personDeleted }: MailFacts,
	now: number
): SuppressedReason | null {
	if (!registration.email) return 'no_address';
	if (personDeleted) return 'person_deleted';
	if (event.deletedAt !== null) return 'event_deleted';
	if (registration.status === 'cancelled') return 'registration_cancelled';
	if (mail.kind === 'event_cancelled') return event.status === 'cancelled' ? null : 'superseded';
	if (event.status === 'cancelled') return 'event_cancelled';
	if (isOver(event, now)) return 'event_over';
	return mail.kind === 'reminder' ? whyNotRemind({ mail, event, registration }, now) : null;
}

function whyNotRemind(
	{ mail, event, registration }: Pick<MailFacts, 'mail' | 'event' | 'registration'>,
	now: number
): SuppressedReason | null {
	if (registration.status !== 'registered') return 'registration_cancelled';
	if (registration.remindersStopped) return 'reminders_stopped';
	if (event.startsAt <= now) return 'event_begun';
	// A minute's grace: clocks and queues are not exact.
	return event.startsAt - now > ((mail.minutes ?? 0) + 1) * minute ? 'event_moved' : null;
}

const localeOf = ({ registration, event }: Pick<MailFacts, 'registration' | 'event'>): Locale =>
	matchLocale([registration.language, event.language]) ?? 'en';

/** The registrant's own link; null for who has no place. */
function linkOf(
	{ registration, event, organisation }: MailFacts,
	config: Pick<Config, 'secret' | 'publicUrl'>
): string | null {
	if (registration.status !== 'registered' || !registration.email) return null;
	const key = deriveKey(config.secret, registration.id, registration.keyVersion);
	return accessLink(
		config.publicUrl,
		eventPath(organisation.pageName, event.permalink),
		registration.email,
		key
	);
}

/** Where the registrant sees to their own registration, place or none, and what ends their reminders. */
function ownLinksOf(
	{ registration, event, organisation }: MailFacts,
	{ secret, publicUrl }: Pick<Config, 'secret' | 'publicUrl'>
): { page: string; unsubscribe: string } {
	const { id, keyVersion, email } = registration;
	const to = [
		publicUrl,
		eventPath(organisation.pageName, event.permalink),
		email ?? '',
		deriveKey(secret, id, keyVersion)
	] as const;
	return { page: ownPageLink(...to), unsubscribe: unsubscribeLink(...to) };
}

/** The registrant's 4-digit code beside the link, and the page that takes it; undefined where the event opens by none. */
function digitsOf(
	{ registration, event, organisation }: MailFacts,
	{ secret, publicUrl }: Pick<Config, 'secret' | 'publicUrl'>,
	texts: MailTexts
): Letter['digits'] {
	if (!event.opensByCode) return undefined;
	const page = `${publicUrl}${eventPath(organisation.pageName, event.permalink)}`;
	return {
		label: texts.code.label,
		value: deriveCode(secret, registration.id, registration.keyVersion),
		note: texts.code.note,
		page
	};
}

function textOf(facts: MailFacts, texts: MailTexts, locale: Locale, now: number): EventMailText {
	const { mail, event, registration } = facts;
	const words = { title: event.title, date: dayInWords(event.startsAt, event.timeZone, locale) };
	switch (mail.kind) {
		case 'confirmation':
			return registration.status === 'waiting_list'
				? texts.waitingList(words)
				: texts.confirmation(words);
		case 'reminder':
			return texts.reminder(words, soonInWords(event.startsAt - now, locale));
		case 'event_moved':
			return texts.moved(words);
		case 'event_cancelled':
			return texts.cancelled(words);
		case 'event_reinstated':
			return texts.reinstated(words);
	}
}

function whenOf(
	{ mail, event }: MailFacts,
	texts: MailTexts,
	locale: Locale
): NonNullable<Letter['when']> {
	const { startsAt, timeZone } = event;
	const lines = [rangeInWords(event, locale), zoneInWords(startsAt, timeZone, locale)];
	if (mail.movedFrom !== null && mail.movedFrom !== startsAt) {
		lines.push(texts.formerly(dateInWords(mail.movedFrom, timeZone, locale)));
	}
	return { ...leafOf(startsAt, timeZone, locale), lines };
}

const codeId = 'link@foyer';

/** Writes the mail by the present facts, in the registrant's language. */
export async function composeRegistrationMail(
	facts: MailFacts,
	config: Pick<Config, 'secret' | 'publicUrl' | 'mailFrom'>,
	now: number
): Promise<Message> {
	const { mail, event, registration, organisation } = facts;
	const locale = localeOf(facts);
	const texts = mailTexts[locale];
	const { subject, lead, more } = textOf(facts, texts, locale, now);
	const link = mail.kind === 'event_cancelled' ? null : linkOf(facts, config);
	const digits = link ? digitsOf(facts, config, texts) : undefined;
	const own = ownLinksOf(facts, config);
	const letter = renderLetter({
		locale,
		preheader: lead,
		sender: organisation.name,
		title: event.title,
		paragraphs: [texts.greeting(registration.firstName), lead, ...more],
		when: whenOf(facts, texts, locale),
		...(link && {
			button: { label: texts.link.button, url: link },
			buttonNote: texts.link.note,
			code: { cid: codeId, alt: texts.link.codeAlt, caption: texts.link.codeCaption }
		}),
		...(digits && { digits }),
		footer: [texts.registeredWith(organisation.name)],
		...(mail.kind !== 'event_cancelled' && {
			footerLink: {
				label: mail.kind === 'reminder' ? texts.own.reminders : texts.own.registration,
				url: own.page
			}
		})
	});
	return composeMessage({
		id: mail.id,
		messageId: messageId(mail.id, config.mailFrom),
		organisationId: mail.organisationId,
		createdAt: mail.createdAt,
		date: now,
		from: { name: organisation.name, address: config.mailFrom },
		to: {
			name: `${registration.firstName} ${registration.lastName}`.trim(),
			address: registration.email ?? ''
		},
		subject,
		...letter,
		...(mail.kind === 'reminder' && { unsubscribe: own.unsubscribe }),
		attachments: [
			...(link ? [codeImage(link)] : []),
			...calendarFile(facts, config, link, texts, now)
		]
	});
}

const codeImage = (link: string) => ({
	cid: codeId,
	filename: 'link.png',
	content: qrPng(link),
	contentType: 'image/png',
	contentDisposition: 'inline' as const
});

/** Who waits for a place has nothing to put into a calendar. */
function calendarFile(
	{ event, registration, organisation }: MailFacts,
	config: Pick<Config, 'publicUrl' | 'mailFrom'>,
	link: string | null,
	texts: MailTexts,
	now: number
) {
	if (registration.status !== 'registered') return [];
	const content = eventCalendar({
		event,
		revision: event.revision,
		uid: calendarUid(registration.id, config.publicUrl),
		organizer: { name: organisation.name, address: config.mailFrom },
		url: link,
		now
	});
	const method = event.status === 'cancelled' ? 'CANCEL' : 'PUBLISH';
	return [
		{
			filename: texts.calendarFile,
			content,
			contentType: `text/calendar; charset=utf-8; method=${method}`
		}
	];
}
