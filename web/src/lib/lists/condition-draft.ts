import type { CustomField, CustomValue } from '@foyer/shared/custom-fields';
import type { Locale } from '@foyer/shared/locales';
import type { Condition } from '@foyer/shared/groups';
import type { InvitedState } from '@foyer/shared/invitations';
import type { MailState } from '@foyer/shared/registrations';
import { numberTyped, typedNumber } from '#lib/i18n/typed-number.ts';

/** A condition as controls hold it. */
export interface ConditionDraft {
	/** A field, `custom.<id>`, or `language`, `group`, `registered`, `attended`, `mail`, `invitation`. */
	what: string;
	op: Op;
	value: string;
	/** Of what is asked about registrations; empty: any. */
	eventId: string;
}

export type Op =
	| 'contains'
	| 'not_contains'
	| 'equals'
	| 'not_equals'
	| 'filled'
	| 'not_filled'
	| 'less'
	| 'greater';

const ofCustom = 'custom.';

/** What a condition asks about, as the draft names it. */
type Asked =
	| {
			kind:
				| 'text'
				| 'domain'
				| 'address'
				| 'language'
				| 'group'
				| 'registered'
				| 'attended'
				| 'mail'
				| 'invitation';
	  }
	| { kind: 'custom'; field: CustomField }
	| { kind: 'gone'; fieldId: string };

const namedKinds = ['language', 'group', 'registered', 'attended', 'mail', 'invitation'] as const;

export function askedBy(what: string, fields: readonly CustomField[]): Asked {
	if (what.startsWith(ofCustom)) {
		const fieldId = what.slice(ofCustom.length);
		const field = fields.find(({ id }) => id === fieldId);
		return field ? { kind: 'custom', field } : { kind: 'gone', fieldId };
	}
	if (what === 'email') return { kind: 'address' };
	const kind = namedKinds.find((named) => named === what);
	if (kind) return { kind };
	return { kind: what === 'domain' ? 'domain' : 'text' };
}

const filledOps: readonly Op[] = ['filled', 'not_filled'];
const equalsOps: readonly Op[] = ['equals', 'not_equals'];

/** The comparisons that make sense, the usual one first. */
export function opsFor(asked: Asked): readonly Op[] {
	switch (asked.kind) {
		case 'text':
			return ['contains', 'not_contains', ...equalsOps, ...filledOps];
		case 'address':
			return [...filledOps, 'contains', 'not_contains'];
		case 'custom':
			return customOps[asked.field.kind];
		case 'language':
			return [...equalsOps, ...filledOps];
		case 'gone':
			return filledOps;
		default:
			return equalsOps;
	}
}

const customOps: Record<CustomField['kind'], readonly Op[]> = {
	text: ['contains', 'not_contains', ...equalsOps, ...filledOps],
	number: [...equalsOps, 'less', 'greater', ...filledOps],
	date: [...equalsOps, 'less', 'greater', ...filledOps],
	choice: [...equalsOps, ...filledOps],
	yes_no: [...equalsOps, ...filledOps]
};

/** Whether a comparison needs a value. */
export const needsValue = (asked: Asked, op: Op): boolean =>
	op !== 'filled' &&
	op !== 'not_filled' &&
	asked.kind !== 'registered' &&
	asked.kind !== 'attended';

const isNot = (op: Op): boolean => op.startsWith('not_');

type Is = Extract<Condition, { on: 'custom' }>['is'];

const isOf = (op: Op): Is => (isNot(op) ? op.slice('not_'.length) : op) as Is;

const opOf = ({ is, not }: { is: Is; not: boolean }): Op =>
	not && is !== 'less' && is !== 'greater' ? `not_${is}` : is;

function customValue({ kind }: CustomField, text: string): CustomValue | null {
	if (kind === 'yes_no') return text === 'yes';
	if (kind !== 'number') return text.trim() || null;
	return numberTyped(text) ?? null;
}

/** What a control holds for a value. */
function controlText(value: CustomValue | null): string {
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	return typeof value === 'number' ? typedNumber(value) : (value ?? '');
}

/** A domain is often typed with its @. */
const textValue = (kind: Asked['kind'], text: string): string =>
	kind === 'domain' ? text.trim().replace(/^.*@/, '').toLowerCase() : text.trim();

/** The condition that controls say; null while something is lacking. */
export function conditionOf(
	{ what, op, value, eventId }: ConditionDraft,
	fields: readonly CustomField[]
): Condition | null {
	const asked = askedBy(what, fields);
	const not = isNot(op);
	const is = isOf(op);
	const wants = needsValue(asked, op);
	if (wants && value.trim() === '') return null;
	switch (asked.kind) {
		case 'text':
		case 'domain':
		case 'address': {
			const field = what as Extract<Condition, { on: 'field' }>['field'];
			if (is === 'less' || is === 'greater') return null;
			return { on: 'field', not, field, is, value: wants ? textValue(asked.kind, value) : '' };
		}
		case 'language':
			if (wants) return { on: 'language', not, language: value as Locale };
			return { on: 'language', not: !not, language: null };
		case 'group':
			return { on: 'group', not, groupId: value };
		case 'registered':
		case 'attended':
			return { on: asked.kind, not, eventId: eventId || null };
		case 'mail':
			return { on: 'mail', not, eventId: eventId || null, state: value as MailState };
		case 'invitation':
			return { on: 'invitation', not, state: value as InvitedState };
		case 'custom': {
			const given = wants ? customValue(asked.field, value) : null;
			if (wants && given === null) return null;
			return { on: 'custom', not, fieldId: asked.field.id, is, value: given };
		}
		case 'gone':
			return null;
	}
}

/** A language that isn't known is one that isn't filled in. */
const languageOp = ({ language, not }: Extract<Condition, { on: 'language' }>): Op =>
	language === null ? opOf({ is: 'filled', not: !not }) : opOf({ is: 'equals', not });

/** A condition as controls hold it. */
export function draftOf(condition: Condition): ConditionDraft {
	const op = (is: Is = 'equals') => opOf({ is, not: condition.not });
	switch (condition.on) {
		case 'field': {
			const { field, is, value } = condition;
			return { what: field, op: op(is), value, eventId: '' };
		}
		case 'custom': {
			const { fieldId, is, value } = condition;
			return { what: ofCustom + fieldId, op: op(is), value: controlText(value), eventId: '' };
		}
		case 'language':
			return {
				what: 'language',
				op: languageOp(condition),
				value: condition.language ?? '',
				eventId: ''
			};
		case 'group':
			return { what: 'group', op: op(), value: condition.groupId, eventId: '' };
		case 'registered':
		case 'attended':
			return { what: condition.on, op: op(), value: '', eventId: condition.eventId ?? '' };
		case 'mail': {
			const { state, eventId } = condition;
			return { what: 'mail', op: op(), value: state, eventId: eventId ?? '' };
		}
		case 'invitation':
			return { what: 'invitation', op: op(), value: condition.state, eventId: '' };
	}
}
