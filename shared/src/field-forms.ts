import { longestChoice, mostChoices, type CustomField } from './custom-fields.ts';
import { exportWords } from './export-words.ts';
import { headerKey } from './header-key.ts';
import { folded } from './own-cells.ts';
import { isKnownHeader } from './people-columns.ts';

/** What is wrong with a field's name: another has it, or a spreadsheet's column of that name says something else. */
export type FieldNameProblem = 'taken' | 'spoken_for';

/** The headers of exported files. */
const exported = new Set(
	Object.values(exportWords).flatMap((words) =>
		[words.added, words.registered, words.arrived, words.mail, words.invitation, words.source]
			.concat(words.key, words.link)
			.map(headerKey)
	)
);

/** @param others the organisation's other fields */
export function fieldNameProblem(
	name: string,
	others: readonly Pick<CustomField, 'name'>[]
): FieldNameProblem | undefined {
	if (others.some((other) => folded(other.name) === folded(name))) return 'taken';
	return isKnownHeader(name) || exported.has(headerKey(name)) ? 'spoken_for' : undefined;
}

/** What is wrong with what can be chosen. Choices alike but for case and accents are one to a rule. */
export type ChoicesProblem =
	{ code: 'needed' | 'too_many' } | { code: 'too_long' | 'repeated'; choice: string };

export function choicesProblem(choices: readonly string[]): ChoicesProblem | undefined {
	if (choices.length === 0) return { code: 'needed' };
	if (choices.length > mostChoices) return { code: 'too_many' };
	const long = choices.find((choice) => choice.length > longestChoice);
	if (long !== undefined) return { code: 'too_long', choice: long };
	const keys = choices.map(folded);
	const again = choices.find((_, at) => keys.indexOf(keys[at] ?? '') < at);
	return again === undefined ? undefined : { code: 'repeated', choice: again };
}

/** Choices that stand in place of others, which are gone. */
export function renamedChoices(
	before: readonly string[],
	after: readonly string[]
): ReadonlyMap<string, string> {
	if (before.length !== after.length) return new Map();
	return new Map(
		before.flatMap((choice, at): [string, string][] => {
			const now = after[at] ?? '';
			return after.includes(choice) || before.includes(now) ? [] : [[choice, now]];
		})
	);
}
