import * as v from 'valibot';
import { timesRefusal } from '@foyer/shared/event-mutations';
import { eventFieldsSchema, type EventFields } from '@foyer/shared/events';
import { fromWallTime, isTimeZone, type WallTimeMeaning } from '@foyer/shared/time-zones';
import type { EventDraft } from './draft.ts';

/** The form's fields, in the order in which they stand: the first wrong one gets the focus. */
export const formFields = [
	'title',
	'permalink',
	'startsAt',
	'endsAt',
	'timeZone',
	'roomUrl',
	'room',
	'capacity',
	'description',
	'replayUrl',
	'replayFrom',
	'replayUntil'
] as const;
export type FormField = (typeof formFields)[number];

/** Why a field can't be saved as it stands. */
export type FieldProblem =
	| 'required'
	| 'too_long'
	| 'control_character'
	| 'permalink_malformed'
	| 'permalink_taken'
	| 'moment_missing'
	| 'moment_malformed'
	| 'moment_skipped'
	| 'moment_twice'
	| 'ends_before_start'
	| 'replay_ends_before_start'
	| 'too_long_event'
	| 'time_zone_unknown'
	| 'url_not_https'
	| 'url_script'
	| 'url_credentials'
	| 'url_malformed'
	| 'room_name_malformed'
	| 'capacity_malformed';
export type Problems = Partial<Record<FormField, FieldProblem>>;

type Moment = 'start' | 'end';

/** What a moment typed in the form means. */
export function meaningOf(draft: EventDraft, moment: Moment): WallTimeMeaning {
	const date = moment === 'start' ? draft.startDate : draft.endDate;
	const time = moment === 'start' ? draft.startTime : draft.endTime;
	if (!isTimeZone(draft.timeZone)) return { kind: 'malformed' };
	return fromWallTime({ date, time }, draft.timeZone);
}

/** The instant that a moment means, null while it means none or two. UTC ms. */
export function instantOf(draft: EventDraft, moment: Moment): number | null {
	const meaning = meaningOf(draft, moment);
	const pass = moment === 'start' ? draft.startPass : draft.endPass;
	if (meaning.kind === 'instant') return meaning.instant;
	return meaning.kind === 'twice' && pass ? meaning[pass] : null;
}

function momentProblem(draft: EventDraft, moment: Moment): FieldProblem | undefined {
	if (instantOf(draft, moment) !== null) return undefined;
	const [date, time] =
		moment === 'start' ? [draft.startDate, draft.startTime] : [draft.endDate, draft.endTime];
	if (!date || !time) return 'moment_missing';
	const { kind } = meaningOf(draft, moment);
	if (kind === 'skipped') return 'moment_skipped';
	return kind === 'twice' ? 'moment_twice' : 'moment_malformed';
}

type ReplayEdge = 'replayFrom' | 'replayUntil';

/**
 * The instant at which the replay's window opens or closes; null where nothing was given, NaN where it means
 * none. Of an hour that comes twice it is the first: a window is no appointment. UTC ms.
 */
function replayInstant(draft: EventDraft, edge: ReplayEdge): number | null {
	const [date, time] = [draft[`${edge}Date`], draft[`${edge}Time`]];
	if (!draft.replayUrl.trim() || (!date && !time)) return null;
	if (!isTimeZone(draft.timeZone)) return NaN;
	const meaning = fromWallTime({ date, time }, draft.timeZone);
	if (meaning.kind === 'instant') return meaning.instant;
	return meaning.kind === 'twice' ? meaning.first : NaN;
}

function replayProblem(draft: EventDraft, edge: ReplayEdge): FieldProblem {
	const [date, time] = [draft[`${edge}Date`], draft[`${edge}Time`]];
	if (!date || !time) return 'moment_missing';
	const skipped =
		isTimeZone(draft.timeZone) && fromWallTime({ date, time }, draft.timeZone).kind === 'skipped';
	return skipped ? 'moment_skipped' : 'moment_malformed';
}

/** What is wrong with a room's or replay's address that the shared schema refuses. */
function urlProblem(text: string): FieldProblem {
	const scheme = /^\s*([a-z][a-z0-9+.-]*):/iu.exec(text)?.[1]?.toLowerCase();
	if (scheme === 'http') return 'url_not_https';
	if (scheme && ['javascript', 'data', 'vbscript', 'file'].includes(scheme)) return 'url_script';
	if (scheme !== 'https') return 'url_malformed';
	return /^\s*https:\/\/[^/?#]*@/iu.test(text) ? 'url_credentials' : 'url_malformed';
}

const asUrl = (text: string): string | null => text.trim() || null;

function asCapacity(text: string): number | null {
	const bare = text.replace(/[\s\u202f\u00a0]/gu, '');
	return bare === '' ? null : /^\d+$/.test(bare) ? Number(bare) : NaN;
}

/** The form's contents as the event's fields; instants that are missing are NaN. */
function candidate(draft: EventDraft): Record<keyof EventFields, unknown> {
	return {
		title: draft.title,
		description: draft.description,
		permalink: draft.permalink,
		startsAt: instantOf(draft, 'start') ?? NaN,
		endsAt: instantOf(draft, 'end') ?? NaN,
		timeZone: draft.timeZone,
		language: draft.language,
		roomUrl: draft.roomServer ? null : asUrl(draft.roomUrl),
		room: draft.roomServer && { server: draft.roomServer, name: draft.roomName },
		replayUrl: asUrl(draft.replayUrl),
		earlyEntry: draft.startsBy === 'clock' ? draft.earlyEntry : 0,
		startsBy: draft.startsBy,
		reminders: [...draft.reminders].sort((a, b) => b - a),
		capacity: asCapacity(draft.capacity),
		opensByCode: draft.opensByCode,
		deviceLimit: draft.deviceLimit,
		entrySpread: draft.entrySpread,
		replayFrom: replayInstant(draft, 'replayFrom'),
		replayUntil: replayInstant(draft, 'replayUntil'),
		message: draft.message
	};
}

const codes: readonly string[] = [
	'required',
	'too_long',
	'control_character',
	'permalink_malformed',
	'room_name_malformed',
	'time_zone_unknown'
] satisfies FieldProblem[];

function problemOf(field: FormField, message: string, draft: EventDraft): FieldProblem | undefined {
	if (field === 'startsAt') return momentProblem(draft, 'start');
	if (field === 'endsAt') return momentProblem(draft, 'end');
	if (field === 'replayFrom' || field === 'replayUntil') return replayProblem(draft, field);
	if (field === 'capacity') return 'capacity_malformed';
	if (field === 'permalink' && draft.permalink.trim() === '') return 'required';
	if (message === 'room_url_not_https')
		return urlProblem(field === 'replayUrl' ? draft.replayUrl : draft.roomUrl);
	return codes.includes(message) ? (message as FieldProblem) : 'required';
}

export type ReadDraft =
	{ fields: EventFields; problems: null } | { fields: null; problems: Problems };

/**
 * Reads a form by the rule that the server will apply: the event's fields, or what is wrong with each.
 * @param isTaken whether another event of this device has a permalink
 */
export function readDraft(draft: EventDraft, isTaken: (permalink: string) => boolean): ReadDraft {
	const parsed = v.safeParse(eventFieldsSchema, candidate(draft));
	const problems: Problems = {};
	for (const { path, message } of parsed.issues ?? []) {
		const field = path?.[0]?.key as FormField;
		problems[field] ??= problemOf(field, message, draft);
	}
	if (!problems.permalink && isTaken(draft.permalink.trim().toLowerCase())) {
		problems.permalink = 'permalink_taken';
	}
	const wrong = timesProblem(draft);
	if (wrong && !problems.endsAt) problems.endsAt = wrong;
	const { replayFrom, replayUntil } = parsed.success ? parsed.output : {};
	if (replayFrom && replayUntil && replayUntil <= replayFrom)
		problems.replayUntil = 'replay_ends_before_start';
	if (parsed.success && Object.keys(problems).length === 0) {
		return { fields: parsed.output, problems: null };
	}
	return { fields: null, problems };
}

function timesProblem(draft: EventDraft): FieldProblem | undefined {
	const startsAt = instantOf(draft, 'start');
	const endsAt = instantOf(draft, 'end');
	if (startsAt === null || endsAt === null) return undefined;
	const refusal = timesRefusal({ startsAt, endsAt });
	return refusal === 'ends_before_start' || refusal === 'too_long_event' ? refusal : undefined;
}

/** The fields of `next` that differ from `known`: what an edit sends, so that edits of different fields merge. */
export function changedFields(known: EventFields, next: EventFields): Partial<EventFields> {
	const names = Object.keys(next) as (keyof EventFields)[];
	return Object.fromEntries(
		names
			.filter((name) => JSON.stringify(known[name]) !== JSON.stringify(next[name]))
			.map((name) => [name, next[name]])
	);
}
