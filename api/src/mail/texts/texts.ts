import type { Locale } from '@foyer/shared/locales';
import type { RoleKind } from '@foyer/shared/roles';
import { en } from './en.ts';
import { fr } from './fr.ts';
import { nl } from './nl.ts';

/** What a mail about an event says around the event's own facts. */
export interface EventMailText {
	subject: string;
	lead: string;
	/** What more there is to say, a paragraph each. */
	more: string[];
}

/** The event, as texts speak of it. */
export interface EventWords {
	title: string;
	/** Its date in words. */
	date: string;
}

/** What a mail to who signs in says, around its button. */
export interface UserMailText {
	subject: string;
	title: string;
	greeting: string;
	lead: string;
	button: string;
	note: string;
	footer: string;
}

/** What the mail with a role's link says around the event's own facts. */
export type RoleMailText = Pick<UserMailText, 'subject' | 'lead' | 'button' | 'note' | 'footer'>;

/** What a mail that invites says. */
export type InvitationMailText = Omit<UserMailText, 'greeting'>;

/** What a mail says of a file that was asked for. */
export interface ExportTold {
	/** The event whose registrants stand in it; null: the organisation's people. */
	title: string | null;
	organisation: string;
	rows: number;
	/** Whether it holds access links. */
	opens: boolean;
}

/** The mails' texts in one language. */
export interface MailTexts {
	greeting(firstName: string): string;
	confirmation(event: EventWords): EventMailText;
	/** Beyond the capacity: no place, no link. */
	waitingList(event: EventWords): EventMailText;
	/** `soon`: "in 24 hours", by the reader's language. */
	reminder(event: EventWords, soon: string): EventMailText;
	moved(event: EventWords): EventMailText;
	cancelled(event: EventWords): EventMailText;
	reinstated(event: EventWords): EventMailText;
	/** Beside a date that no longer holds. */
	formerly(date: string): string;
	link: { button: string; note: string; codeAlt: string; codeCaption: string };
	/** The 4-digit code; the note is followed by the address of the event's page. */
	code: { label: string; note: string };
	/** What leads to the reader's own registration; in reminders, to what stops them. */
	own: { registration: string; reminders: string };
	/** Why the reader gets the mail. */
	registeredWith(organisation: string): string;
	calendarFile: string;
	/** The link of who is on stage. */
	roleLink(role: { title: string; kind: RoleKind; organisation: string }): RoleMailText;
	/** Asks somebody to join; `by` is who invites them, empty where that isn't known, `until` a day in words. */
	invitation(told: { organisation: string; by: string; until: string }): InvitationMailText;
	passwordReset(name: string): UserMailText;
	/** An event's time has come, and another one is live still. */
	heldUp(waiting: { name: string; title: string; live: string }): UserMailText;
	/** A file that its reader asked for can be fetched. */
	exportReady(told: ExportTold & { name: string }): UserMailText;
	exportNotMade(name: string): UserMailText;
}

export const mailTexts: Record<Locale, MailTexts> = { en, fr, nl };
