import * as v from 'valibot';
import { emailSchema } from './email.ts';
import { lineSchema } from './fields.ts';
import type { PageField, SignUpProblem } from './pages.ts';

const nameSchema = v.pipe(lineSchema(100), v.minLength(1, 'required'));

/** What an event's page asks of who signs up. */
export const signUpFormSchema = v.object({
	firstName: nameSchema,
	lastName: nameSchema,
	email: emailSchema
});

/** What correcting one's name takes. */
export const nameFormSchema = v.object({ firstName: nameSchema, lastName: nameSchema });

/** What asking for one's link again takes. */
export const linkFormSchema = v.object({ email: emailSchema });

/** What stands between digits that are typed or copied: spaces, seen and unseen, and dashes. */
const between = /[\s\p{Cf}\p{Pd}]+/gu;

/** What coming in by one's code takes: four digits, however they are spaced, and as wide as a keyboard writes them. */
export const codeFormSchema = v.object({
	email: emailSchema,
	code: v.pipe(
		v.string(),
		v.transform((text) => text.normalize('NFKC').replace(between, '')),
		v.regex(/^[0-9]{4}$/, 'malformed')
	)
});

/** What is wrong with each field, from a schema's issues and the text that was given. */
export function problemsOf(
	issues: readonly v.BaseIssue<unknown>[],
	values: Partial<Record<PageField, string>>
): Partial<Record<PageField, SignUpProblem>> {
	const problems: Partial<Record<PageField, SignUpProblem>> = {};
	for (const issue of issues) {
		const field = v.getDotPath(issue) as PageField;
		problems[field] ??= problemOf(issue.message, values[field] ?? '');
	}
	return problems;
}

function problemOf(message: string, value: string): SignUpProblem {
	if (value.trim() === '') return 'required';
	return message.endsWith('too_long') ? 'too_long' : 'malformed';
}
