import type { ConditionNames } from '#lib/lists/condition-words.ts';
import { conditionWords } from '#lib/lists/condition-words.ts';
import type { CustomFieldKind } from '@foyer/shared/custom-fields';
import type { Event } from '@foyer/shared/events';
import type { GroupRule } from '@foyer/shared/groups';
import type { Locale } from '@foyer/shared/locales';
import type { RoleKind, RoleRight } from '@foyer/shared/roles';
import { kindWords as customKindWords } from '#lib/custom-fields/kind-words.ts';
import { deviceLimitWords, entrySpreadWords } from '#lib/events/event-words.ts';
import { formatDayTime, formatList, formatNumber } from '#lib/i18n/format.ts';
import { localeNames } from '#lib/i18n/locale.ts';
import { filtersIn } from '#lib/lists/filters.ts';
import { m } from '#lib/paraglide/messages.js';
import { kindWords as roleKindWords, rightWords } from '#lib/roles/role-words.ts';

/** What values are read by. */
export interface Reading {
	/** The zone of the event that they are of, or the reader's. */
	timeZone: string;
	conditions: ConditionNames;
}

interface FieldLook {
	label: () => string;
	/** A value that is neither null nor empty. */
	words?: (value: never, reading: Reading) => string;
}

const instant = (at: number, { timeZone }: Reading): string => formatDayTime(at, timeZone);
const list = (values: readonly string[]): string => formatList(values);

const reminderWords: Record<number, () => string> = {
	1440: m.events_reminder_day,
	60: m.events_reminder_hour,
	5: m.events_reminder_minutes
};

/** The fields that changes are made of, of all entities: those of one name are of one kind. */
const matchWords: Record<GroupRule['match'], () => string> = {
	all: m.groups_match_all,
	any: m.groups_match_any,
	each: m.groups_match_each
};

const looks: Record<string, FieldLook> = {
	firstName: { label: m.people_first_name },
	lastName: { label: m.people_last_name },
	company: { label: m.people_company },
	email: { label: m.people_email },
	phone: { label: m.people_phone },
	note: { label: m.people_note },
	language: {
		label: m.people_language,
		words: (value: Locale) => localeNames[value] ?? String(value)
	},
	name: { label: m.attention_name },
	title: { label: m.events_title },
	description: { label: m.events_description },
	permalink: { label: m.events_permalink },
	startsAt: { label: m.events_starts, words: instant },
	endsAt: { label: m.events_ends, words: instant },
	timeZone: { label: m.events_time_zone },
	room: { label: m.events_room },
	replayUrl: { label: m.events_replay_url },
	replayFrom: { label: m.events_replay_from, words: instant },
	replayUntil: { label: m.events_replay_until, words: instant },
	earlyEntry: {
		label: m.events_early,
		words: (minutes: number) =>
			minutes === 0 ? m.events_early_none() : m.events_early_minutes({ minutes })
	},
	startsBy: {
		label: m.events_starts_by,
		words: (by: Event['startsBy']) =>
			by === 'clock' ? m.events_starts_by_clock() : m.events_starts_by_hand()
	},
	reminders: {
		label: m.events_reminders,
		words: (all: readonly number[]) =>
			all.length === 0
				? m.events_reminders_none()
				: list(all.map((minutes) => reminderWords[minutes]?.() ?? formatNumber(minutes)))
	},
	capacity: { label: m.events_capacity, words: (places: number) => formatNumber(places) },
	opensByCode: { label: m.events_code_option },
	deviceLimit: { label: m.events_devices, words: deviceLimitWords },
	entrySpread: { label: m.events_spread, words: entrySpreadWords },
	message: { label: m.attention_message },
	agenda: { label: m.stage_agenda },
	notes: { label: m.stage_notes },
	presenterUrl: { label: m.roles_presenter_url },
	speakerUrl: { label: m.roles_speaker_url },
	moderatorUrl: { label: m.roles_moderator_url },
	rights: {
		label: m.roles_rights,
		words: (rights: readonly RoleRight[]) => list(rights.map((right) => rightWords[right].label()))
	},
	roleKind: {
		label: m.roles_kind,
		words: (kind: RoleKind) => roleKindWords[kind].label()
	},
	fieldKind: { label: m.fields_kind, words: (kind: CustomFieldKind) => customKindWords(kind) },
	choices: { label: m.attention_choices, words: list },
	rule: {
		label: m.attention_rule,
		words: ({ match, conditions }: GroupRule, reading) => {
			const how = matchWords[match]();
			const all = list(conditions.map((one) => conditionWords(one, reading.conditions)));
			return conditions.length > 1 ? m.attention_rule_of({ how, all }) : all;
		}
	},
	query: {
		label: m.attention_filters,
		words: (query: string, reading) =>
			list(
				filtersIn(new URLSearchParams(query)).map((one) => conditionWords(one, reading.conditions))
			) || m.attention_nothing()
	}
};

/** Whether a field is told at all: what it is called and how its values read. */
export const isTold = (field: string): boolean => field in looks;

/** What a field is called, standing by itself. */
export const labelOf = (field: string): string => (looks[field]?.label ?? m.attention_setting)();

/** A field's value as it is read. */
export function valueWords(field: string, value: unknown, reading: Reading): string {
	const words = looks[field]?.words as ((value: unknown, reading: Reading) => string) | undefined;
	const saysNothing = field === 'deviceLimit' || field === 'entrySpread' ? undefined : null;
	if (value === undefined || value === '' || value === saysNothing) return m.attention_nothing();
	if (Array.isArray(value) && value.length === 0 && field !== 'reminders')
		return m.attention_nothing();
	if (words) return words(value, reading);
	if (typeof value === 'boolean') return value ? m.attention_on() : m.attention_off();
	if (typeof value === 'number') return formatNumber(value);
	return typeof value === 'string' ? value : JSON.stringify(value);
}
