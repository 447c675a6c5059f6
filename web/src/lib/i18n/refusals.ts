import { refusals, type Refusal } from '@foyer/shared/mutation';
import * as v from 'valibot';
import { m } from '#lib/paraglide/messages.js';

const refusalTexts: Record<Refusal, () => string> = {
	not_allowed: m.refusal_not_allowed,
	missing: m.refusal_missing,
	malformed: m.refusal_malformed,
	update_required: m.refusal_update_required,
	permalink_taken: m.refusal_permalink_taken,
	email_taken: m.refusal_email_taken,
	nameless: m.refusal_nameless,
	ends_before_start: m.refusal_ends_before_start,
	replay_ends_before_start: m.refusal_replay_ends_before_start,
	too_long_event: m.refusal_too_long_event,
	already_started: m.refusal_already_started,
	already_cancelled: m.refusal_already_cancelled,
	already_invited: m.refusal_already_invited,
	registered_already: m.refusal_registered_already,
	event_over: m.refusal_event_over,
	link_opened: m.refusal_link_opened,
	conflict: m.refusal_conflict,
	internal: m.refusal_internal
};

export const isRefusal = (code: string): code is Refusal =>
	(refusals as readonly string[]).includes(code);

/** Why a mutation was refused: what happened, what was kept, what to do. A code that isn't known is a newer server's. */
export const refusalWords = (refusal: string): string =>
	refusalTexts[isRefusal(refusal) ? refusal : 'update_required']();

const problemTexts: Record<string, () => string> = {
	required: m.invalid_required,
	too_long: m.invalid_too_long,
	email_malformed: m.invalid_email,
	email_too_long: m.invalid_email_too_long,
	permalink_malformed: m.invalid_permalink,
	room_url_not_https: m.invalid_room_url,
	time_zone_unknown: m.invalid_time_zone,
	control_character: m.invalid_control_character,
	page_name_malformed: m.invalid_page_name,
	page_name_too_short: m.invalid_page_name,
	page_name_reserved: m.invalid_page_name_reserved
};

/** What is wrong with something filled in, by the code that a schema or a rule of shared gives. */
export const problemWords = (code: string): string =>
	isRefusal(code) ? refusalWords(code) : (problemTexts[code] ?? m.invalid_other)();

/** What a schema has against a value, in words; undefined where nothing. */
export function problemOf(schema: v.GenericSchema, value: unknown): string | undefined {
	const parsed = v.safeParse(schema, value);
	return parsed.success ? undefined : problemWords(parsed.issues[0].message);
}

/** What an object's schema has against its fields, the first problem of each in words. */
export function problemsOf<Fields extends object>(
	schema: v.GenericSchema<Fields>,
	value: unknown
): Partial<Record<keyof Fields, string>> {
	const parsed = v.safeParse(schema, value);
	const problems: Partial<Record<keyof Fields, string>> = {};
	for (const issue of parsed.issues ?? []) {
		const field = issue.path?.[0]?.key as keyof Fields | undefined;
		if (field !== undefined) problems[field] ??= problemWords(issue.message);
	}
	return problems;
}
