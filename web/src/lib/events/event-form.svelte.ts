import { suggestPermalink, type Event, type EventFields } from '@foyer/shared/events';
import type { Refusal } from '@foyer/shared/mutation';
import { toWallTime } from '@foyer/shared/time-zones';
import { unsavedWords } from '#lib/attention/unsaved-words.ts';
import type { DraftStore, EventDraft } from './draft.ts';
import {
	changedFields,
	formFields,
	instantOf,
	meaningOf,
	readDraft,
	type FieldProblem,
	type FormField
} from './event-fields.ts';

const hour = 3_600_000;

interface FormParts {
	/** What the form shows at first. */
	initial: EventDraft;
	/** The event that is edited; null: a new one. */
	event: Event | null;
	drafts: DraftStore;
	isTaken: (permalink: string) => boolean;
	/** Saves for good. Called once at a time, and never again after it said that it saved. */
	save: (fields: EventFields, changed: Partial<EventFields>) => Promise<Refusal | null>;
}

export type SaveResult = 'saved' | 'unchanged' | 'wrong' | 'refused' | 'failed' | 'busy';

/** The state of the form that makes and edits an event. */
export class EventForm {
	readonly #parts: FormParts;
	readonly #before: string;
	draft: EventDraft;
	/** Fields that were left once: what is wrong with them is said, and with all after an attempt to save. */
	#left = $state<Partial<Record<FormField, true>>>({});
	#attempted = $state(false);
	#state = $state<'open' | 'saving' | 'saved'>('open');
	refusal = $state<Refusal | null>(null);
	/** Why the device could not store it, in words. */
	failure = $state<string | null>(null);
	/** Whether what is shown was typed before a reload. */
	recovered = $state(false);
	#length = hour;

	constructor(parts: FormParts) {
		this.#parts = parts;
		this.#before = JSON.stringify(parts.initial);
		const kept = parts.drafts.read();
		this.recovered = kept !== null && JSON.stringify(kept) !== this.#before;
		this.draft = $state(kept ? { ...parts.initial, ...kept } : { ...parts.initial });
		this.#noteLength();
	}

	readonly #read = $derived.by(() => {
		const read = readDraft(this.draft, this.#parts.isTaken);
		return read.fields ? { ...read, fields: this.#untouchedTimes(read.fields) } : read;
	});

	/** A form shows minutes: times that nobody touched keep their seconds. */
	#untouchedTimes(fields: EventFields): EventFields {
		const { event, initial } = this.#parts;
		const { draft } = this;
		if (!event || draft.timeZone !== initial.timeZone) return fields;
		const same = (...names: (keyof EventDraft)[]) =>
			names.every((name) => draft[name] === initial[name]);
		return {
			...fields,
			...(same('startDate', 'startTime', 'startPass') ? { startsAt: event.startsAt } : {}),
			...(same('endDate', 'endTime', 'endPass') ? { endsAt: event.endsAt } : {})
		};
	}

	get saving(): boolean {
		return this.#state === 'saving';
	}

	/** Whether leaving would lose something. */
	get dirty(): boolean {
		return this.#state !== 'saved' && JSON.stringify(this.draft) !== this.#before;
	}

	/** What is wrong with a field, once it is time to say so. */
	problem(field: FormField): FieldProblem | undefined {
		const problem = this.#read.problems?.[field];
		if (this.#attempted || this.#left[field]) return problem;
		// What the reader has just typed in full is answered at once.
		const atOnce: FieldProblem[] = [
			'moment_skipped',
			'moment_twice',
			'ends_before_start',
			'replay_ends_before_start',
			'permalink_taken'
		];
		return problem && atOnce.includes(problem) ? problem : undefined;
	}

	get firstProblem(): FormField | undefined {
		return formFields.find((field) => this.#read.problems?.[field]);
	}

	get problemCount(): number {
		return this.#attempted ? Object.keys(this.#read.problems ?? {}).length : 0;
	}

	/** A field was left. */
	leave(field: FormField): void {
		this.#left[field] = true;
	}

	/** Keeps what is typed for a reload; to be called at every change. */
	keep(): void {
		this.#parts.drafts.write(this.dirty ? $state.snapshot(this.draft) : null);
	}

	/** Forgets what was typed and begins as at first. */
	discard(): void {
		this.draft = JSON.parse(this.#before) as EventDraft;
		this.recovered = false;
		this.#attempted = false;
		this.#left = {};
		this.refusal = null;
		this.failure = null;
		this.#noteLength();
		this.#parts.drafts.write(null);
	}

	setTitle(title: string): void {
		this.draft.title = title;
		if (!this.draft.permalinkByHand) this.draft.permalink = this.#suggestion();
	}

	setPermalink(permalink: string): void {
		this.draft.permalink = permalink;
		this.draft.permalinkByHand = true;
	}

	/** Lets the address follow the title again. */
	suggestAgain(): void {
		this.draft.permalinkByHand = false;
		this.draft.permalink = this.#suggestion();
	}

	#suggestion(): string {
		const wished = this.draft.title.trim() ? suggestPermalink(this.draft.title) : '';
		if (!wished || !this.#parts.isTaken(wished)) return wished;
		for (let n = 2; ; n++) if (!this.#parts.isTaken(`${wished}-${n}`)) return `${wished}-${n}`;
	}

	get startsAt(): number | null {
		return instantOf(this.draft, 'start');
	}

	get endsAt(): number | null {
		return instantOf(this.draft, 'end');
	}

	/** The start changed: the end keeps its distance, an hour where there was none. */
	startMoved(): void {
		this.draft.startPass = null;
		this.#endAfterStart();
	}

	#endAfterStart(): void {
		const { startsAt } = this;
		if (startsAt === null) return;
		const { date, time } = toWallTime(startsAt + this.#length, this.draft.timeZone);
		this.draft.endDate = date;
		this.draft.endTime = time;
		this.draft.endPass = meaningOf(this.draft, 'end').kind === 'twice' ? 'first' : null;
	}

	endMoved(): void {
		this.draft.endPass = null;
		this.#noteLength();
	}

	/** Another zone: the hours stay as they stand on the wall. */
	setTimeZone(timeZone: string): void {
		this.draft.timeZone = timeZone;
		this.draft.startPass = null;
		this.draft.endPass = null;
	}

	choosePass(moment: 'start' | 'end', pass: 'first' | 'second'): void {
		if (moment === 'start') {
			this.draft.startPass = pass;
			this.#endAfterStart();
		} else {
			this.draft.endPass = pass;
			this.#noteLength();
		}
	}

	/** The next time that the clock does show, where it skips the one that was typed. UTC ms. */
	nextAfterSkipped(moment: 'start' | 'end'): number | null {
		const meaning = meaningOf(this.draft, moment);
		return meaning.kind === 'skipped' ? meaning.next : null;
	}

	takeNext(moment: 'start' | 'end'): void {
		const next = this.nextAfterSkipped(moment);
		if (next === null) return;
		const { date, time } = toWallTime(next, this.draft.timeZone);
		if (moment === 'start') {
			this.draft.startDate = date;
			this.draft.startTime = time;
			this.startMoved();
		} else {
			this.draft.endDate = date;
			this.draft.endTime = time;
			this.endMoved();
		}
	}

	#noteLength(): void {
		const { startsAt, endsAt } = this;
		if (startsAt !== null && endsAt !== null && endsAt > startsAt) this.#length = endsAt - startsAt;
	}

	/** Whether saving moves the event for those who are registered. */
	get moves(): boolean {
		const { event } = this.#parts;
		const { fields } = this.#read;
		if (!event || !fields) return false;
		const { startsAt, endsAt, timeZone } = changedFields(fieldsOf(event), fields);
		return startsAt !== undefined || endsAt !== undefined || timeZone !== undefined;
	}

	/** Saves, once however often it is pressed. */
	async save(): Promise<SaveResult> {
		if (this.#state !== 'open') return 'busy';
		this.#attempted = true;
		this.refusal = null;
		this.failure = null;
		const { fields } = this.#read;
		if (!fields) return 'wrong';
		const { event, save, drafts } = this.#parts;
		const changed = event ? changedFields(fieldsOf(event), fields) : fields;
		const isUnchanged = Object.keys(changed).length === 0;
		this.#state = 'saving';
		try {
			this.refusal = isUnchanged ? null : await save(fields, changed);
		} catch (error) {
			this.failure = unsavedWords(error);
		}
		this.#state = 'open';
		if (this.failure) return 'failed';
		if (this.refusal) return 'refused';
		this.#state = 'saved';
		drafts.write(null);
		return isUnchanged ? 'unchanged' : 'saved';
	}
}

/** The part of an event that a form sets. */
export function fieldsOf(event: Event): EventFields {
	const {
		id: _,
		status: _s,
		startedAt: _a,
		endedAt: _e,
		heldUpBy: _h,
		createdAt: _c,
		deletedAt: _d,
		...fields
	} = event;
	return { ...fields, reminders: [...fields.reminders] } as EventFields;
}
