import type { ChoicesProblem, FieldNameProblem } from '@foyer/shared/field-forms';
import { m } from '#lib/paraglide/messages.js';

/** What is wrong with a field's name, in words. */
export function nameProblemWords(problem: FieldNameProblem | undefined): string | undefined {
	if (problem === 'taken') return m.fields_name_taken();
	return problem && m.fields_name_spoken_for();
}

/** What is wrong with what can be chosen, in words. */
export function choicesProblemWords(problem: ChoicesProblem | undefined): string | undefined {
	switch (problem?.code) {
		case undefined:
			return undefined;
		case 'needed':
			return m.fields_choices_needed();
		case 'too_many':
			return m.fields_choices_many();
		case 'too_long':
			return m.fields_choices_long({ choice: problem.choice });
		case 'repeated':
			return m.fields_choices_repeated({ choice: problem.choice });
	}
}
