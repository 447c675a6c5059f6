import { problemWords as schemaWords } from '#lib/i18n/refusals.ts';
import { m } from '#lib/paraglide/messages.js';
import type { FieldProblem, FormField } from './event-fields.ts';

/** What the form alone finds, or knows better than the codes that shared gives. */
const words: Partial<Record<FieldProblem, () => string>> = {
	moment_missing: m.events_problem_moment_missing,
	moment_malformed: m.events_problem_moment_malformed,
	moment_skipped: m.events_problem_moment_skipped,
	moment_twice: m.events_problem_moment_twice,
	url_not_https: m.events_problem_url_not_https,
	url_script: m.events_problem_url_script,
	url_credentials: m.events_problem_url_credentials,
	url_malformed: m.events_problem_url_malformed,
	room_name_malformed: m.events_problem_room_name_malformed,
	capacity_malformed: m.events_problem_capacity_malformed
};

const requiredWords: Partial<Record<FormField, () => string>> = {
	title: m.events_problem_title_required,
	permalink: m.events_problem_permalink_required,
	room: m.events_problem_room_name_required
};

/** What is wrong with a field and what to do about it; undefined where nothing is. */
export function problemWords(
	field: FormField,
	problem: FieldProblem | undefined
): string | undefined {
	if (!problem) return undefined;
	const own = (problem === 'required' && requiredWords[field]) || words[problem];
	return own ? own() : schemaWords(problem);
}
