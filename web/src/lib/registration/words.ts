import type { SignUpField, SignUpProblem, SignUpState } from '@foyer/shared/pages';
import { m } from '#lib/paraglide/messages.js';

/** What is wrong with a field, in words. */
export function problemWord(
	field: SignUpField,
	problem: SignUpProblem | undefined
): string | undefined {
	if (problem === undefined) return undefined;
	if (problem === 'required') return m.public_problem_required();
	if (field === 'email') return m.public_problem_email();
	return problem === 'too_long' ? m.public_problem_too_long() : m.public_problem_malformed();
}

export function refusalWord(refusal: NonNullable<SignUpState['refusal']>): string {
	if (refusal === 'throttled') return m.public_refusal_throttled();
	return refusal === 'closed' ? m.public_refusal_closed() : m.public_refusal_unavailable();
}
