import type { CustomField } from '@foyer/shared/custom-fields';
import { valueOf } from '@foyer/shared/group-rules';
import type { GroupRule } from '@foyer/shared/groups';
import { conditionOf, draftOf, type ConditionDraft } from '#lib/lists/condition-draft.ts';
import type { Filter } from '#lib/lists/filters.ts';

/** A rule as controls hold it. */
export interface RuleDraft {
	match: GroupRule['match'];
	conditions: readonly ConditionDraft[];
}

/** As many as a rule carries. */
export const mostConditions = 20;

export const emptyDraft: ConditionDraft = {
	what: 'language',
	op: 'equals',
	value: '',
	eventId: ''
};

export const newRule: RuleDraft = { match: 'all', conditions: [emptyDraft] };

export const ruleDraftOf = ({ match, conditions }: GroupRule): RuleDraft => ({
	match,
	conditions: conditions.map(draftOf)
});

/** The rule that controls say; null while something is lacking. */
export function ruleOf(
	{ match, conditions }: RuleDraft,
	fields: readonly CustomField[]
): GroupRule | null {
	const complete = conditions.flatMap((draft) => conditionOf(draft, fields) ?? []);
	return complete.length > 0 && complete.length === conditions.length
		? { match, conditions: complete }
		: null;
}

/** The rule that lets through whom a list's filters do, told as simply as can be; null where there are too many. */
export function ruleOfFilters(filters: readonly Filter[]): GroupRule | null {
	if (filters.length === 0 || filters.length > mostConditions) return null;
	const conditions = [...filters];
	const values = filters.map(valueOf).filter((value) => value !== null);
	const things = new Set(values).size;
	if (things === values.length) return { match: 'all', conditions };
	const oneThing = things === 1 && values.length === filters.length;
	return { match: oneThing ? 'any' : 'each', conditions };
}
