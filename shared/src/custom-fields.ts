import * as v from 'valibot';
import { lineSchema } from './fields.ts';

export const customFieldKinds = ['text', 'number', 'date', 'choice', 'yes_no'] as const;
export type CustomFieldKind = (typeof customFieldKinds)[number];

/** Something that an organisation notes of its people, beside what everybody notes. */
export interface CustomField {
	id: string;
	name: string;
	kind: CustomFieldKind;
	/** What can be chosen, in order; of a choice alone. A value is the choice's text itself. */
	choices: readonly string[];
	/** Fields stand in the order of it. */
	position: number;
	createdAt: number;
	deletedAt: number | null;
}

/** A value as a person has it: a date as `YYYY-MM-DD`, which is no instant. */
export type CustomValue = string | number | boolean;

/** A person's values by field. Fields without one are absent. */
export type CustomValues = Readonly<Record<string, CustomValue>>;

/** A field's new value; null takes it away. */
export const customValueSchema = v.nullable(
	v.union([lineSchema(500), v.pipe(v.number(), v.finite()), v.boolean()])
);

export const customFieldNameSchema = v.pipe(lineSchema(60), v.minLength(1, 'required'));

/** As many as a field has, and how long one is. */
export const mostChoices = 100;
export const longestChoice = 100;

export const choiceSchema = v.pipe(lineSchema(longestChoice), v.minLength(1, 'required'));

export const choicesSchema = v.pipe(
	v.array(choiceSchema),
	v.maxLength(mostChoices, 'too_long'),
	v.check((choices) => new Set(choices).size === choices.length, 'repeated')
);

const isDate = (text: string): boolean =>
	/^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00Z`).toJSON()?.slice(0, 10) === text;

/** Whether a field can have a value. */
export function fitsField(
	{ kind, choices }: Pick<CustomField, 'kind' | 'choices'>,
	value: CustomValue
): boolean {
	switch (kind) {
		case 'text':
			return typeof value === 'string' && value !== '';
		case 'number':
			return typeof value === 'number';
		case 'date':
			return typeof value === 'string' && isDate(value);
		case 'choice':
			return typeof value === 'string' && choices.includes(value);
		case 'yes_no':
			return typeof value === 'boolean';
	}
}

/** Whether a field can have, or once could have had, a value: people keep what can be chosen no longer. */
export const couldFitField = ({ kind }: Pick<CustomField, 'kind'>, value: CustomValue): boolean =>
	fitsField({ kind, choices: [String(value)] }, value);

/** Values with changes laid over. */
export function withCustomValues(
	values: CustomValues,
	changes: Readonly<Record<string, CustomValue | null>>
): CustomValues {
	return Object.fromEntries(
		Object.entries<CustomValue | null>({ ...values, ...changes }).filter(
			(entry): entry is [string, CustomValue] => entry[1] !== null
		)
	);
}
