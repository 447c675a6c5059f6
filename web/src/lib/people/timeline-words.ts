import Bot from '@lucide/svelte/icons/bot';
import Clock from '@lucide/svelte/icons/clock';
import DoorOpen from '@lucide/svelte/icons/door-open';
import Eye from '@lucide/svelte/icons/eye';
import Mail from '@lucide/svelte/icons/mail';
import MailCheck from '@lucide/svelte/icons/mail-check';
import MailOpen from '@lucide/svelte/icons/mail-open';
import MailPlus from '@lucide/svelte/icons/mail-plus';
import MailX from '@lucide/svelte/icons/mail-x';
import Pencil from '@lucide/svelte/icons/pencil';
import UserRoundCheck from '@lucide/svelte/icons/user-round-check';
import UserMinus from '@lucide/svelte/icons/user-minus';
import Ticket from '@lucide/svelte/icons/ticket';
import UserPlus from '@lucide/svelte/icons/user-plus';
import type { Component } from 'svelte';
import type { CustomValue } from '@foyer/shared/custom-fields';
import { locales, type Locale } from '@foyer/shared/locales';
import type { Person } from '@foyer/shared/people';
import type {
	FieldChange,
	InvitationDeed,
	NotedValue,
	OpeningKind,
	TimelineActor,
	TimelineEntry,
	TimelineMail
} from '@foyer/shared/timeline';
import { formatList } from '#lib/i18n/format.ts';
import { localeNames } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';
import { customWords } from './custom-values.ts';

const entryIcons: Record<TimelineEntry['entry'], Component<{ class?: string }>> = {
	added: UserPlus,
	changed: Pencil,
	registered: Ticket,
	registration_changed: Ticket,
	renamed: Pencil,
	arrived: UserRoundCheck,
	arrival_taken_back: UserMinus,
	mail: Mail,
	opened: Clock,
	invitation: MailPlus,
	invitation_opened: MailOpen
};

const invitationIcons: Record<InvitationDeed, Component<{ class?: string }>> = {
	invited: MailPlus,
	sent_again: MailPlus,
	accepted: MailCheck,
	expired: MailX,
	withdrawn: MailX,
	restored: MailPlus
};

const openingIcons: Record<OpeningKind, Component<{ class?: string }>> = {
	waited: Clock,
	let_in: DoorOpen,
	replay: Eye,
	looked: Eye,
	machine: Bot
};

/** The icon of an entry. */
export function entryIcon(entry: TimelineEntry): Component<{ class?: string }> {
	if (entry.entry === 'invitation') return invitationIcons[entry.deed];
	if (entry.entry === 'invitation_opened' && entry.automated) return Bot;
	return entry.entry === 'opened' ? openingIcons[entry.kind] : entryIcons[entry.entry];
}

const titleOf = (eventId: string): string =>
	local.event(eventId)?.title ?? m.person_event_missing();

const mails: Record<TimelineMail, (of: { title: string }) => string> = {
	confirmation: m.person_mail_confirmation,
	reminder: m.person_mail_reminder,
	event_moved: m.person_mail_event_moved,
	event_cancelled: m.person_mail_event_cancelled,
	event_reinstated: m.person_mail_event_reinstated,
	invitation: m.person_mail_invitation
};

const invitations: Record<InvitationDeed, () => string> = {
	invited: m.person_invited,
	sent_again: m.person_invited_again,
	accepted: m.person_invitation_accepted,
	expired: m.person_invitation_expired,
	withdrawn: m.person_invitation_withdrawn,
	restored: m.person_invitation_restored
};

const openings: Record<OpeningKind, (of: { title: string }) => string> = {
	waited: m.person_opened_waited,
	let_in: m.person_opened_let_in,
	replay: m.person_opened_replay,
	looked: m.person_opened_looked,
	machine: m.person_opened_machine
};

/** What happened, as a sentence. */
export function entryWords(entry: TimelineEntry): string {
	switch (entry.entry) {
		case 'added':
			return entry.deed === 'people.import' ? m.person_brought_in() : m.person_added();
		case 'changed':
			return changedWords(entry.changes);
		case 'registered': {
			const title = titleOf(entry.eventId);
			if (entry.source === 'page') return m.person_signed_up({ title });
			return entry.source === 'import'
				? m.person_registered_import({ title })
				: m.person_registered({ title });
		}
		case 'registration_changed':
			return registrationWords(entry.changes, titleOf(entry.eventId));
		case 'arrived':
			return m.person_arrived({ title: titleOf(entry.eventId) });
		case 'arrival_taken_back':
			return m.person_arrival_taken_back({ title: titleOf(entry.eventId) });
		case 'renamed':
			return entry.before ? m.person_renamed({ before: entry.before }) : m.person_named();
		case 'mail':
			return mails[entry.mail]({ title: entry.eventId === null ? '' : titleOf(entry.eventId) });
		case 'opened':
			return openings[entry.kind]({ title: titleOf(entry.eventId) });
		case 'invitation':
			return invitations[entry.deed]();
		case 'invitation_opened':
			return entry.automated ? m.person_invitation_opened_machine() : m.person_invitation_opened();
	}
}

function changedWords(changes: readonly FieldChange[]): string {
	const deleted = changes.find(({ field }) => field === 'deletedAt');
	if (deleted) return deleted.after === null ? m.person_restored() : m.person_deleted();
	const merged = changes.find(({ field }) => field === 'mergedInto');
	if (merged) return merged.after === null ? m.person_unmerged() : m.person_merged();
	return m.person_changed();
}

function registrationWords(changes: readonly FieldChange[], title: string): string {
	const of = (field: string) => changes.find((change) => change.field === field);
	const status = of('status')?.after;
	if (status === 'cancelled') return m.person_registration_cancelled({ title });
	if (status === 'waiting_list') return m.person_registration_waits({ title });
	if (status === 'registered') return m.person_registration_placed({ title });
	if (of('erasureAskedAt'))
		return of('erasureAskedAt')?.after === null
			? m.person_erasure_dropped({ title })
			: m.person_erasure_asked({ title });
	if (of('remindersStopped'))
		return of('remindersStopped')?.after === true
			? m.person_reminders_stopped({ title })
			: m.person_reminders_wanted({ title });
	return m.person_key_renewed({ title });
}

/** Who did it; empty where that isn't known. */
export function byWords(by: TimelineActor): string {
	if (by.kind === 'user') return by.name ?? m.person_by_somebody();
	return by.kind === 'attendee' ? m.person_by_themselves() : '';
}

const fieldLabels: Partial<Record<string, () => string>> = {
	firstName: m.people_first_name,
	lastName: m.people_last_name,
	email: m.people_email,
	phone: m.people_phone,
	company: m.people_company,
	language: m.people_language,
	note: m.people_note,
	groupIds: m.person_groups
} satisfies Partial<Record<keyof Person, () => string>>;

/** The changes of an entry that are told one by one: those of fields that people see. */
export const toldChanges = (changes: readonly FieldChange[]): FieldChange[] =>
	changes.filter(({ field }) => field in fieldLabels || customIdOf(field) !== undefined);

/** The id of a field of the organisation's own. */
export const customIdOf = (field: string): string | undefined =>
	field.startsWith('custom.') ? field.slice('custom.'.length) : undefined;

/** A deleted one too. */
const customField = (id: string) => local.row('customFields', id);

/** What a field is called. */
export function labelWords(field: string): string {
	const id = customIdOf(field);
	if (id === undefined) return fieldLabels[field]?.() ?? field;
	const custom = customField(id);
	if (!custom) return m.person_field_missing();
	return custom.deletedAt === null ? custom.name : m.condition_deleted({ name: custom.name });
}

/** A value as it was noted, in words. */
export function valueWords(field: string, value: NotedValue): string {
	if (value === null || value === '') return m.person_empty();
	const id = customIdOf(field);
	if (id !== undefined)
		return customWords(customField(id) ?? { kind: 'text' }, value as CustomValue);
	if (field === 'groupIds') return groupWords(value);
	return locales.includes(value as Locale) && field === 'language'
		? localeNames[value as Locale]
		: String(value);
}

/** Deleted ones are told as such; of those that were never brought to this device nothing is known. */
function groupWords(value: NotedValue): string {
	const ids = Array.isArray(value) ? value : [];
	const names = ids.flatMap((id) => {
		const group = local.row('groups', id);
		if (!group) return [];
		return group.deletedAt === null ? group.name : m.condition_deleted({ name: group.name });
	});
	return names.length > 0 ? formatList(names) : m.person_empty();
}
