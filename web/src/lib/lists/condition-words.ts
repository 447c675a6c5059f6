import type { CustomField, CustomFieldKind, CustomValue } from '@foyer/shared/custom-fields';
import type { Condition, Group, GroupRule } from '@foyer/shared/groups';
import { formatAlternatives, formatExact, formatStoredDay } from '#lib/i18n/format.ts';
import { localeNames } from '#lib/i18n/locale.ts';
import { invitedWords } from '#lib/invitations/invitation-words.ts';
import { m } from '#lib/paraglide/messages.js';
import { mailLook } from '#lib/registrations/mail-words.ts';
import { draftOf, type Op } from './condition-draft.ts';

/** What has a name, and may be deleted. */
type Named = Pick<Group, 'name' | 'deletedAt'>;

/** How what conditions name is called; undefined: it is gone. */
export interface ConditionNames {
	/** A deleted one too. */
	field(id: string): CustomField | undefined;
	/** A deleted one too. */
	group(id: string): Named | undefined;
	/** A deleted one too. */
	event(id: string): Named | undefined;
	/** Whether a condition fits nobody since this user may not see what it goes by. */
	isUnseen(condition: Condition): boolean;
}

const fieldNames: Record<Extract<Condition, { on: 'field' }>['field'], () => string> = {
	firstName: m.people_first_name,
	lastName: m.people_last_name,
	company: m.people_company,
	email: m.people_email,
	domain: m.condition_domain,
	phone: m.people_phone,
	note: m.people_note
};

/** What a person's own field is called. */
export const ownFieldName = (field: keyof typeof fieldNames): string => fieldNames[field]();

const ops: Record<Op, () => string> = {
	contains: m.condition_op_contains,
	not_contains: m.condition_op_not_contains,
	equals: m.condition_op_equals,
	not_equals: m.condition_op_not_equals,
	filled: m.condition_op_filled,
	not_filled: m.condition_op_not_filled,
	less: m.condition_op_less,
	greater: m.condition_op_greater
};

/** What is compared decides how some comparisons are said. */
const ownOps: Record<
	'group' | 'language' | 'registered' | 'attended' | 'date' | 'other',
	Partial<typeof ops>
> = {
	group: { equals: m.condition_op_in, not_equals: m.condition_op_not_in },
	language: { filled: m.condition_op_known, not_filled: m.condition_op_not_known },
	registered: { equals: m.condition_op_registered, not_equals: m.condition_op_not_registered },
	attended: { equals: m.condition_op_attended, not_equals: m.condition_op_not_attended },
	date: { less: m.condition_op_before, greater: m.condition_op_after },
	other: {}
};

/** A comparison in words. */
export const opWords = (op: Op, of: keyof typeof ownOps): string => (ownOps[of][op] ?? ops[op])();

/** A value of an organisation's own field in words. @param kind the field's, where that is known */
export function customValueWords(
	value: CustomValue | null | undefined,
	kind?: CustomFieldKind
): string {
	if (value === null || value === undefined) return '';
	if (typeof value === 'boolean') return value ? m.condition_yes() : m.condition_no();
	if (typeof value === 'number') return formatExact(value);
	return kind === 'date' ? formatStoredDay(value) : value;
}

/**
 * How a field, a group or an event is called, which may be deleted; undefined: nobody knows it.
 * @param unseen what it is told as where it is there, and may not be seen
 */
export function nameOrGone(row: Named | undefined, unseen?: string): string {
	if (!row) return unseen ?? m.condition_gone();
	return row.deletedAt === null ? row.name : m.condition_deleted({ name: row.name });
}

function says(what: string, op: string, value: string): string {
	return value ? m.condition_says({ what, op, value }) : m.condition_says_filled({ what, op });
}

/** How an event is called. */
type TitleOf = (id: string) => string;

function registeredWords(
	{ eventId, not }: Extract<Condition, { on: 'registered' }>,
	titleOf: TitleOf
): string {
	if (eventId === null) return not ? m.condition_for_none() : m.condition_for_any();
	const title = titleOf(eventId);
	return not ? m.condition_not_for_event({ title }) : m.condition_for_event({ title });
}

function attendedWords(
	{ eventId, not }: Extract<Condition, { on: 'attended' }>,
	titleOf: TitleOf,
	ofEvent: boolean
): string {
	if (ofEvent && eventId === null) return not ? m.condition_not_came() : m.condition_came();
	if (eventId === null) return not ? m.condition_came_to_none() : m.condition_came_to_any();
	const title = titleOf(eventId);
	return not ? m.condition_not_came_to({ title }) : m.condition_came_to({ title });
}

function mailWords(
	{ eventId, state, not }: Extract<Condition, { on: 'mail' }>,
	titleOf: TitleOf
): string {
	const word = mailLook(state).word.toLocaleLowerCase();
	const mail = not
		? m.condition_mail_is_not({ state: word })
		: m.condition_mail_is({ state: word });
	if (eventId === null) return mail;
	return m.condition_mail_at({ mail, title: titleOf(eventId) });
}

/**
 * A condition as a chip says it.
 * @param ofEvent in the list of one event, which needs no telling which
 */
export function conditionWords(
	condition: Condition,
	names: ConditionNames,
	ofEvent = false
): string {
	const unseen = isUnseen(condition, names, ofEvent);
	const words = plainWords(condition, { names, unseen, ofEvent });
	return unseen ? m.condition_unseen({ condition: words }) : words;
}

/** Whether a condition fits nobody since this user may not see what it goes by. Who looks at an event's list sees that one. */
export const isUnseen = (
	condition: Condition,
	names: Pick<ConditionNames, 'isUnseen'>,
	ofEvent: boolean
): boolean =>
	!(ofEvent && 'eventId' in condition && condition.eventId === null) && names.isUnseen(condition);

interface Telling {
	names: ConditionNames;
	unseen: boolean;
	ofEvent: boolean;
}

function plainWords(condition: Condition, { names, unseen, ofEvent }: Telling): string {
	const { op } = draftOf(condition);
	const titleOf: TitleOf = (id) =>
		nameOrGone(names.event(id), unseen ? m.condition_unseen_event() : undefined);
	switch (condition.on) {
		case 'field': {
			const { field, is, not, value } = condition;
			if (field === 'email' && is === 'filled')
				return not ? m.condition_no_address() : m.condition_has_address();
			return says(fieldNames[field](), opWords(op, 'other'), value);
		}
		case 'custom': {
			const field = names.field(condition.fieldId);
			const of = field?.kind === 'date' ? 'date' : 'other';
			const value = customValueWords(condition.value, field?.kind);
			const name = nameOrGone(field, unseen ? m.condition_unseen_field() : undefined);
			return says(name, opWords(op, of), value);
		}
		case 'language':
			return says(
				m.people_language(),
				opWords(op, 'language'),
				condition.language === null ? '' : localeNames[condition.language]
			);
		case 'group': {
			const group = nameOrGone(names.group(condition.groupId));
			return condition.not ? m.condition_not_in_group({ group }) : m.condition_in_group({ group });
		}
		case 'registered':
			return registeredWords(condition, titleOf);
		case 'attended':
			return attendedWords(condition, titleOf, ofEvent);
		case 'mail':
			return mailWords(condition, titleOf);
		case 'invitation': {
			const state = invitedWords(condition.state).toLocaleLowerCase();
			return condition.not
				? m.condition_invitation_is_not({ state })
				: m.condition_invitation_is({ state });
		}
	}
}

/** A rule in words: its conditions stand side by side, as the chips of a list do, unless one of them will do. */
export function ruleWords({ match, conditions }: GroupRule, names: ConditionNames): string {
	const words = conditions.map((condition) => conditionWords(condition, names));
	return match === 'any' ? formatAlternatives(words) : words.join(' · ');
}
