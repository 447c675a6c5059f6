import type { OwnFormState, PageField, SignUpProblem, SignUpState } from '@foyer/shared/pages';
import { m } from '#lib/paraglide/messages.js';

/** What is wrong with a field, in words. */
export function problemWord(
	field: PageField,
	problem: SignUpProblem | undefined
): string | undefined {
	if (problem === undefined) return undefined;
	if (problem === 'required') return m.public_problem_required();
	if (field === 'email') return m.public_problem_email();
	if (field === 'code') return m.public_problem_code();
	return problem === 'too_long' ? m.public_problem_too_long() : m.public_problem_malformed();
}

const refusals: Record<NonNullable<SignUpState['refusal']>, () => string> = {
	throttled: m.public_refusal_throttled,
	closed: m.public_refusal_closed,
	unavailable: m.public_refusal_unavailable,
	wrong_code: m.public_refusal_wrong_code,
	too_many_codes: m.public_refusal_too_many_codes
};

/** Why a form as a whole was refused, in words. */
export const refusalWord = (refusal: NonNullable<SignUpState['refusal']>): string =>
	refusals[refusal]();

const ownRefusals: Record<NonNullable<OwnFormState['refusal']>, () => string> = {
	throttled: m.own_refusal_throttled,
	closed: m.own_refusal_closed,
	registered_already: m.own_refusal_registered_already,
	unavailable: m.public_refusal_unavailable
};

/** Why nothing was changed of one's own registration, in words. */
export const ownRefusalWord = (refusal: NonNullable<OwnFormState['refusal']>): string =>
	ownRefusals[refusal]();
