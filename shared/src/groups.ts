import * as v from 'valibot';
import { customValueSchema } from './custom-fields.ts';
import { idSchema, lineSchema, localeSchema } from './fields.ts';
import { invitedStates } from './invitations.ts';
import { mailStates } from './registrations.ts';

/** What a smart group asks of a person's own fields. `domain` is what follows the address's @. */
export const ruleFields = [
	'firstName',
	'lastName',
	'company',
	'email',
	'domain',
	'phone',
	'note'
] as const;

const comparisons = ['equals', 'contains', 'filled', 'less', 'greater'] as const;

/** Conditions of devices that ask nothing of who came. */
const conditionsBefore = [
	v.object({
		on: v.literal('field'),
		not: v.boolean(),
		field: v.picklist(ruleFields),
		is: v.picklist(['equals', 'contains', 'filled']),
		value: lineSchema(200)
	}),
	v.object({
		on: v.literal('custom'),
		not: v.boolean(),
		fieldId: idSchema,
		is: v.picklist(comparisons),
		value: customValueSchema
	}),
	v.object({
		on: v.literal('language'),
		not: v.boolean(),
		/** Null: it isn't known. */
		language: v.nullable(localeSchema)
	}),
	v.object({ on: v.literal('group'), not: v.boolean(), groupId: idSchema }),
	v.object({
		on: v.literal('registered'),
		not: v.boolean(),
		/** Null: for any event. */
		eventId: v.nullable(idSchema)
	}),
	v.object({
		on: v.literal('mail'),
		not: v.boolean(),
		eventId: v.nullable(idSchema),
		state: v.picklist(mailStates)
	})
] as const;

/** Conditions of devices that ask nothing of invitations. */
const conditionsOfEvents = [
	...conditionsBefore,
	v.object({
		on: v.literal('attended'),
		not: v.boolean(),
		/** Null: any event. */
		eventId: v.nullable(idSchema)
	})
] as const;

/** A condition, which `not` turns round. */
export const conditionSchema = v.variant('on', [
	...conditionsOfEvents,
	v.object({ on: v.literal('invitation'), not: v.boolean(), state: v.picklist(invitedStates) })
]);
const conditionSchemaBefore = v.variant('on', conditionsBefore);

export type Condition = v.InferOutput<typeof conditionSchema>;

const ruleSchema = <const Match extends string, One extends v.GenericSchema>(
	matches: readonly Match[],
	condition: One
) =>
	v.object({
		match: v.picklist(matches),
		conditions: v.pipe(v.array(condition), v.minLength(1), v.maxLength(20))
	});

/**
 * Who is in a smart group: those of whom all, or any, of the conditions hold; or, for each thing asked about, one
 * of the values given for it, as a list's filters have it.
 */
export const groupRuleSchema = ruleSchema(['all', 'any', 'each'], conditionSchema);

/** Of devices that ask nothing of invitations. */
export const groupRuleSchema3 = ruleSchema(
	['all', 'any', 'each'],
	v.variant('on', conditionsOfEvents)
);

/** Of devices that ask nothing of who came. */
export const groupRuleSchema2 = ruleSchema(['all', 'any', 'each'], conditionSchemaBefore);

/** Of devices that make no group of a list's filters. */
export const groupRuleSchema1 = ruleSchema(['all', 'any'], conditionSchemaBefore);

export type GroupRule = v.InferOutput<typeof groupRuleSchema>;

/** A group of people: listed one by one, or all whom a rule fits. */
export interface Group {
	id: string;
	name: string;
	smart: boolean;
	/** Of a smart group, where the device may hold it. */
	rule: GroupRule | null;
	createdAt: number;
	deletedAt: number | null;
}

export const groupNameSchema = v.pipe(lineSchema(80), v.minLength(1, 'required'));
