import {
	customValueSchema,
	fitsField,
	type CustomField,
	type CustomValue
} from '@foyer/shared/custom-fields';
import { updatePerson } from '@foyer/shared/people-mutations';
import { saveInForm } from '#lib/attention/save.ts';
import { formatStoredDay } from '#lib/i18n/format.ts';
import { problemOf } from '#lib/i18n/refusals.ts';
import { numberTyped, typedNumber } from '#lib/i18n/typed-number.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Refused } from './field-draft.svelte.ts';

type Kind = Pick<CustomField, 'kind'>;

/** What a field's control holds for a value. */
export function toControl({ kind }: Kind, value: CustomValue | undefined): string {
	if (value === undefined) return '';
	if (typeof value === 'number') return typedNumber(value);
	if (kind === 'yes_no') return value === true ? 'yes' : 'no';
	return String(value);
}

/** A value as it is read. */
export function customWords({ kind }: Kind, value: CustomValue | undefined): string {
	if (value === undefined) return '';
	if (kind === 'yes_no') return value === true ? m.person_yes() : m.person_no();
	if (typeof value === 'number') return typedNumber(value);
	return kind === 'date' ? formatStoredDay(String(value)) : String(value);
}

/** The value that a control holds: null where it is empty. */
function fromControl({ kind }: Kind, text: string): CustomValue | null {
	if (text.trim() === '') return null;
	if (kind === 'number') return numberTyped(text) ?? NaN;
	return kind === 'yes_no' ? text === 'yes' : text;
}

/** What is wrong with what a control holds, in words. */
export function customProblem(field: CustomField, text: string): Refused {
	const value = fromControl(field, text);
	if (value === null) return undefined;
	if (field.kind === 'number' && !Number.isFinite(value)) return m.person_not_a_number();
	if (field.kind === 'date' && !fitsField(field, value)) return m.person_not_a_date();
	return problemOf(customValueSchema, value);
}

/** Saves one value as a patch of its own, so that edits of other fields elsewhere stay. */
export async function saveCustom(id: string, field: CustomField, text: string): Promise<Refused> {
	const custom = { [field.id]: fromControl(field, text) };
	const told = await saveInForm(updatePerson, { id, fields: {}, custom });
	return told.saved ? undefined : told.words;
}
