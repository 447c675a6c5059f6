import * as v from 'valibot';
import { emailSchema } from './email.ts';
import { lineSchema } from './fields.ts';
import type { SignUpField, SignUpProblem } from './pages.ts';

const nameSchema = v.pipe(lineSchema(100), v.minLength(1, 'required'));

/** What an event's page asks of who signs up. */
export const signUpFormSchema = v.object({
	firstName: nameSchema,
	lastName: nameSchema,
	email: emailSchema
});

/** What asking for one's link again takes. */
export const linkFormSchema = v.object({ email: emailSchema });

/** What is wrong with each field, from a schema's issues and the text that was given. */
export function problemsOf(
	issues: readonly v.BaseIssue<unknown>[],
	values: Record<SignUpField, string>
): Partial<Record<SignUpField, SignUpProblem>> {
	const problems: Partial<Record<SignUpField, SignUpProblem>> = {};
	for (const issue of issues) {
		const field = v.getDotPath(issue) as SignUpField;
		problems[field] ??= problemOf(issue.message, values[field]);
	}
	return problems;
}

function problemOf(message: string, value: string): SignUpProblem {
	if (value.trim() === '') return 'required';
	return message.endsWith('too_long') ? 'too_long' : 'malformed';
}
