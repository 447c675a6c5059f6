import type { PersonRow } from '@foyer/shared/people-import';
import type { RowValues } from '@foyer/shared/person-cells';
import type { ConfirmationChoice } from '@foyer/shared/registrations';
import { m } from '#lib/paraglide/messages.js';
import { isFull } from '#lib/sync/full-disk.ts';
import { importBatches, type ImportBatch } from './batches.ts';
import { Look } from './look.svelte.ts';
import { grouped, notesOn, rowByEmail, settle, type LookGroup } from './looks.ts';
import type { CheckedSheet, Refusal } from './protocol.ts';
import { Refused, SheetWorker } from './sheet-worker.ts';

/** The event for which the imported people are registered. */
export interface ImportTarget {
	id: string;
	title: string;
	/** Whether it is over: nobody is mailed then. */
	isOver: boolean;
	/** Whether who has this address (in lower case) has a registration that isn't cancelled. */
	isRegistered: (email: string) => boolean;
}

/** What an import needs to know of its surroundings. */
export interface ImportPlace {
	event: ImportTarget | null;
	knownIdByEmail: (email: string) => string | undefined;
	/**
	 * Saves the mutations on the device, all or none, and tells how many people are saved so far. Answers
	 * with the reason, in words, where they are refused; rejects where they can't be stored.
	 */
	onImport: (
		batches: readonly ImportBatch[],
		told: (people: number) => void
	) => Promise<string | undefined>;
}

type Phase = 'choosing' | 'reading' | 'preview' | 'saving' | 'done';

/** One import of one file, from choosing it to what came of it. */
export class PeopleImport {
	phase = $state<Phase>('choosing');
	fileName = $state('');
	/** Rows checked; null while the file is being unpacked. */
	progress = $state.raw<{ done: number; of: number } | null>(null);
	refusal = $state.raw<Refusal | null>(null);
	sheet = $state.raw<CheckedSheet | null>(null);
	looks = $state.raw<Look[]>([]);
	groups = $state.raw<LookGroup[]>([]);
	confirmations = $state<ConfirmationChoice>('later');
	saved = $state(0);
	/** Confirmations that go out with what was imported. */
	mailed = $state(0);
	/** Why saving failed, in words; nothing of what was done here is lost. */
	failure = $state<string | null>(null);

	#ready = $state.raw<PersonRow[]>([]);
	#readyRow = rowByEmail([]);
	#worker = new SheetWorker();
	#place: ImportPlace;
	#batches: readonly ImportBatch[] = [];

	constructor(place: ImportPlace) {
		this.#place = place;
	}

	/** What will be imported: the rows that were ready, and those that are by now. */
	readonly rows = $derived.by((): PersonRow[] => {
		const corrected = this.looks.flatMap((look) => look.ready ?? []);
		if (corrected.length === 0) return this.#ready;
		return [...this.#ready, ...corrected].sort((a, b) => a.row - b.row);
	});
	readonly needLook = $derived(this.looks.filter((look) => look.needsLook).length);
	readonly leftOut = $derived(this.looks.filter((look) => look.leftOut).length);
	readonly known = $derived(
		this.rows.filter(({ person }) => this.#place.knownIdByEmail(person.email ?? '')).length
	);
	/** How many have no registration for the event yet: as many mails would go out. */
	readonly toRegister = $derived.by(() => {
		const { event } = this.#place;
		return event
			? this.rows.filter(({ person }) => !event.isRegistered(person.email ?? '')).length
			: 0;
	});
	readonly mails = $derived.by(() =>
		this.confirmations === 'now' && !this.#place.event?.isOver ? this.toRegister : 0
	);

	/** Reads a file, or a pasted text. */
	async read(file: Blob, name: string): Promise<void> {
		this.cancel();
		this.phase = 'reading';
		this.fileName = name;
		try {
			const { ready, sheet } = await this.#worker.read(file, (done, of) => {
				this.progress = { done, of };
			});
			this.#show(ready, sheet);
		} catch (error) {
			if (!(error instanceof Refused)) throw error;
			this.refusal = error.refusal;
			this.phase = 'choosing';
		}
	}

	#show(ready: PersonRow[], sheet: CheckedSheet): void {
		this.#ready = ready;
		this.#readyRow = rowByEmail(ready);
		this.sheet = sheet;
		this.looks = sheet.problems.map((problem) => new Look(problem));
		this.groups = grouped(this.looks);
		this.phase = 'preview';
	}

	/** Drops the file and whatever is being done with it. Nothing has been imported. */
	cancel(): void {
		this.#worker.end();
		this.phase = 'choosing';
		this.progress = null;
		this.refusal = null;
		this.sheet = null;
		this.#ready = [];
		this.looks = [];
		this.groups = [];
		this.#batches = [];
		this.saved = 0;
		this.failure = null;
	}

	correct(look: Look, column: keyof RowValues, text: string): void {
		look.correct(column, text);
		settle(this.looks, this.#readyRow);
	}

	leaveOut(look: Look, leftOut = true): void {
		look.leftOut = leftOut;
		settle(this.looks, this.#readyRow);
	}

	/** Imports what is ready, once, however often it is called. */
	async confirm(): Promise<void> {
		if (this.phase !== 'preview' || this.rows.length === 0) return;
		this.phase = 'saving';
		this.failure = null;
		// Counted now: once they are registered, nobody is left to be.
		this.mailed = this.mails;
		try {
			const refused = await this.#place.onImport(this.#plan(), (people) => {
				this.saved = people;
			});
			if (refused !== undefined) return this.#notSaved(refused);
			this.saved = this.rows.length;
			this.phase = 'done';
			this.#worker.end();
		} catch (error) {
			this.#notSaved(isFull(error) ? m.import_full() : m.import_failed());
		}
	}

	#notSaved(why: string): void {
		this.failure = why;
		this.phase = 'preview';
	}

	/** The same rows keep the same ids when saving is tried again: nobody is imported twice. */
	#plan(): readonly ImportBatch[] {
		const { event, knownIdByEmail } = this.#place;
		const plan = {
			eventId: event?.id ?? null,
			confirmations: event ? this.confirmations : ('never' as const),
			knownIdByEmail,
			newId: () => crypto.randomUUID()
		};
		return (this.#batches = importBatches(this.rows, plan, this.#batches));
	}

	/** The file that was read, with what is wrong and what was corrected, ready to be read again. */
	fileWithErrors(header: string, errorOf: (look: Look) => string) {
		return this.#worker.write({ ask: 'write', notes: notesOn(this.looks, header, errorOf) });
	}

	/** A sheet with headers alone. Only while no file is being read. */
	template(headers: RowValues) {
		return this.#worker.write({ ask: 'template', headers });
	}
}
