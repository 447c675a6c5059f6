import type { Standing } from '@foyer/shared/guest-lists';
import type { ImportContext, PersonRow } from '@foyer/shared/people-import';
import {
	noChoices,
	withChoice,
	type ColumnChoice,
	type SheetColumn
} from '@foyer/shared/people-columns';
import { checkValues, noRules, type CellRules, type RowValues } from '@foyer/shared/person-cells';
import type { Person } from '@foyer/shared/people';
import type { ConfirmationChoice } from '@foyer/shared/registrations';
import { Slices } from '#lib/lists/slices.ts';
import { m } from '#lib/paraglide/messages.js';
import { isFull } from '#lib/sync/full-disk.ts';
import { asidesOf, type Aside } from './asides.ts';
import { importBatches, NewGroups, noIdsGiven, type ImportBatch } from './batches.ts';
import { Look, type Named, type Present } from './look.svelte.ts';
import {
	grouped,
	notesOn,
	redo,
	settle,
	touchedRows,
	withRows,
	type LookGroup,
	type NoteWords
} from './looks.ts';
import type { CheckedSheet, Refusal } from './protocol.ts';
import { Refused, SheetWorker, type ReadResult } from './sheet-worker.ts';
import { weigh, type Scales, type Weighed } from './weigh.ts';

/** The event for which the imported people are registered. */
export interface ImportTarget {
	id: string;
	title: string;
	/** Whether it is over: nobody is mailed then. */
	isOver: boolean;
	/** How many places are left; infinite where there is no limit. Who comes beyond waits for one. */
	left: number;
	/** Whether a row's address (in lower case), or whom else it means, has a registration that isn't cancelled. */
	isRegistered: (email: string | null, person: Person | undefined) => boolean;
}

/** What an import needs to know of its surroundings. */
export interface ImportPlace {
	event: ImportTarget | null;
	/** What a sheet may name, and how it is usually written. */
	naming: ImportContext;
	/** Whether this device knows who is in the directory. */
	knowsPeople: boolean;
	/** Whether everybody whom it knows can be looked up: not while people arrive for the first time. */
	ready: boolean;
	knownByEmail: (email: string) => Person | undefined;
	/** Where the directory isn't known, whom the event has, of whom nothing else is said. */
	knownById: (id: string) => Person | undefined;
	/**
	 * Saves the mutations on the device, all or none, and tells how many people are saved so far. Answers
	 * with the reason, in words, where they are refused; rejects where they can't be stored.
	 */
	onImport: (
		batches: readonly ImportBatch[],
		told: (people: number) => void
	) => Promise<string | undefined>;
}

const noRows: ReadResult['rowByEmail'] = new Map();

/** What an import did, in numbers. */
export interface Outcome {
	/** How many rows were brought in: those by which anything changed. */
	rows: number;
	/** How many people they made, changed or registered. */
	people: number;
	made: number;
	changed: number;
	registered: number;
	/** How many came on the event's waiting list. */
	waiting: number;
	/** Of how many people all was there already. */
	same: number;
}

/** Of some who are registered, how many come on the waiting list. */
export const waitingOf = (registered: number, event: Pick<ImportTarget, 'left'> | null): number =>
	Math.max(0, registered - Math.max(0, event?.left ?? Infinity));

function outcomeOf(weighed: Weighed, event: ImportTarget | null): Outcome {
	const { rows, all, people, made, changed } = weighed;
	const waiting = waitingOf(weighed.registered, event);
	return {
		...{ rows: rows.length, people, same: all - people, made, changed: changed.length },
		...{ registered: weighed.registered - waiting, waiting }
	};
}

/** What rows did, where nobody could be looked up: it can't be told apart. */
const unweighed = (rows: readonly PersonRow[]): Outcome => ({
	...{ rows: rows.length, people: rows.length, same: 0 },
	...{ made: 0, changed: 0, registered: 0, waiting: 0 }
});

type Phase = 'choosing' | 'reading' | 'preview' | 'saving' | 'done';

/** Somebody gave it up. */
class Stopped extends Error {}

/** The most groups that a sheet may make: a column of more names is no column of groups. */
const mostNewGroups = 50;

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
	/** How many of the list aren't coming, by why. */
	asides = $state.raw<readonly Aside[]>([]);
	/** Of those, who are brought in all the same. */
	included = $state.raw<readonly Standing[]>([]);
	/** Whether groups that aren't there are made. */
	makesGroups = $state(false);
	/** What the rows would do, as found out last; null while that isn't known yet. */
	weighed = $state.raw<Weighed | null>(null);
	confirmations = $state<ConfirmationChoice>('later');
	saved = $state(0);
	/** What is being saved, or was; null while that is being found out. */
	outcome = $state.raw<Outcome | null>(null);
	/** Confirmations that go out with what was imported. */
	mailed = $state(0);
	/** Whether the rows are being checked anew: what is shown of them is about to be overtaken. */
	rechecking = $state(false);
	/** Why saving failed, in words; nothing of what was done here is lost. */
	failure = $state<string | null>(null);
	/** The import's own id, by which it is taken back. */
	importId: string = crypto.randomUUID();

	#ready = $state.raw<PersonRow[]>([]);
	#readyRow: ReadResult['rowByEmail'] = noRows;
	#rules: CellRules = noRules;
	#chosen = noChoices;
	#newGroups = new NewGroups(() => crypto.randomUUID());
	#worker = new SheetWorker();
	#place: ImportPlace;
	#given = noIdsGiven();
	/** Whether what is being saved isn't wanted after all. */
	#stopped = false;
	/** What is to be found out last makes what was begun before be for nothing. */
	#weighing = 0;
	/** Whether who is there, and what they have, has been looked up. */
	#isLookedUp = false;
	/** The rows of which that is known. */
	#weighedRows = $state.raw<readonly PersonRow[] | null>(null);
	#isWeighing = false;
	/** Whether who is there has changed since that was begun. */
	#isOvertaken = false;

	constructor(place: ImportPlace) {
		this.#place = place;
	}

	/**
	 * Whom a row means, if they are known. An exported id stands for somebody who has no address, or where the row
	 * gives none: a row may have been copied to add somebody else.
	 */
	#whoIs({ id, person: { email } }: PersonRow): Person | undefined {
		return this.#known({ id, email });
	}

	#known({ id, email }: Named): Person | undefined {
		const { knownByEmail, knownById, knowsPeople } = this.#place;
		const byEmail = email === null ? undefined : knownByEmail(email);
		if (byEmail || id === undefined) return byEmail;
		const known = knownById(id);
		// Who doesn't see the directory gives nobody in it an address.
		return email === null || (knowsPeople && known?.email === null) ? known : undefined;
	}

	readonly #present: Present = {
		valuesOf: (named) => this.#known(named)?.custom,
		isNobody: (named) => this.#place.ready && !this.#known(named)
	};

	/** Whether who isn't coming is left out: nobody is registered who declined. */
	#takes({ standing }: Pick<PersonRow, 'standing'> | Look): boolean {
		return !standing || !this.#place.event || this.included.includes(standing);
	}

	/** What will be imported: the rows that were ready, and those that are by now. */
	readonly rows = $derived.by((): PersonRow[] => {
		const corrected = this.looks.flatMap((look) => look.ready ?? []);
		const all = corrected.length === 0 ? this.#ready : [...this.#ready, ...corrected];
		const taken = this.asides.length === 0 ? all : all.filter((row) => this.#takes(row));
		return corrected.length === 0 ? taken : [...taken].sort((a, b) => a.row - b.row);
	});
	/** Whether all that the ready rows say is there already. */
	readonly changesNothing = $derived(
		this.rows.length > 0 && this.weighed?.rows.length === 0 && this.#weighedRows === this.rows
	);
	readonly needLook = $derived(
		this.looks.filter((look) => look.needsLook && this.#takes(look)).length
	);
	/** How many rows would have to be corrected again if all this were left. */
	readonly corrected = $derived(
		this.phase === 'preview' ? this.looks.filter((look) => look.isTouched).length : 0
	);
	readonly leftOut = $derived(this.looks.filter((look) => look.leftOut).length);
	/** How many rows are not brought in, as they were left out or need a look. */
	readonly notImported = $derived(
		this.looks.filter((look) => look.ready === null && this.#takes(look)).length
	);
	/** Whether a row registers somebody: they have no registration for the event yet. */
	#registers(row: PersonRow): boolean {
		const { event } = this.#place;
		return event !== null && !event.isRegistered(row.person.email, this.#whoIs(row));
	}

	/** How many rows have an address. */
	readonly #addressed = $derived(this.rows.filter(({ person }) => person.email !== null).length);
	/** How many of those whom the event doesn't have yet can be mailed; at most, while who they are isn't known. */
	readonly reachable = $derived(this.weighed?.reachable ?? this.#addressed);
	readonly mails = $derived(this.#mailsTo(this.reachable));

	#mailsTo(reachable: number): number {
		const { event } = this.#place;
		return event && !event.isOver && this.confirmations === 'now' ? reachable : 0;
	}

	/** Groups that the sheet names and that aren't there, where they could be made. */
	readonly unknownGroups = $derived.by(() => {
		const groups = this.sheet?.unknownGroups ?? [];
		return groups.length <= mostNewGroups ? groups : [];
	});

	/** Reads a file, or a pasted text. */
	async read(file: Blob, name: string): Promise<void> {
		this.cancel();
		this.phase = 'reading';
		this.fileName = name;
		await this.#take(
			this.#worker.read(file, this.#place.naming, (done, of) => {
				this.progress = { done, of };
			})
		);
	}

	/**
	 * Says what a column holds; what another was to hold so, it holds no longer. The rows are checked anew, and what was
	 * done with them is done again.
	 */
	async sayColumn(index: number, choice: ColumnChoice): Promise<void> {
		if (this.rechecking || this.phase !== 'preview') return;
		this.#chosen = withChoice(this.#chosen, index, choice);
		this.rechecking = true;
		await this.#take(this.#checkAnew());
		this.rechecking = false;
	}

	/** With whatever row something is done meanwhile, it comes as needing a look too. */
	async #checkAnew(): Promise<ReadResult> {
		const touched = touchedRows(this.looks);
		const result = await this.#worker.checkAnew(this.#chosen, touched, () => {});
		const isAll = [...touchedRows(this.looks)].every((row) => touched.has(row));
		return isAll ? result : this.#checkAnew();
	}

	async #take(result: Promise<ReadResult>): Promise<void> {
		try {
			await this.#show(await result);
		} catch (error) {
			if (!(error instanceof Refused)) throw error;
			this.refusal = error.refusal;
			this.phase = 'choosing';
		}
	}

	async #show({ ready, rowByEmail, sheet }: ReadResult): Promise<void> {
		this.#ready = ready;
		this.#readyRow = rowByEmail;
		this.#rules = sheet.rules;
		this.sheet = sheet;
		const before = this.looks;
		this.looks = sheet.problems.map((problem) => new Look(problem, this.#present));
		redo(this.looks, before, sheet.rules);
		this.#isLookedUp = false;
		await this.#lookUp();
		if (this.sheet !== sheet) return;
		this.asides = this.#place.event ? asidesOf([...ready, ...this.looks]) : [];
		this.#regroup();
		this.phase = 'preview';
		if (this.makesGroups) await this.makeGroups(true);
		else this.#weigh();
	}

	/** Looks up who is there, and what they have, as soon as that is known. */
	async #lookUp(): Promise<void> {
		if (this.#isLookedUp || !this.#place.ready) return;
		this.#isLookedUp = true;
		await this.#tellNobody();
		await this.#takeKept();
	}

	/** A row with nothing but the id of somebody who isn't there needs a look: it would make somebody without a name. */
	async #tellNobody(): Promise<void> {
		const { sheet } = this;
		const slices = new Slices();
		const ready: PersonRow[] = [];
		const looks: Look[] = [];
		for (const row of this.#ready) {
			if (row.byIdAlone && !this.#whoIs(row)) looks.push(this.#lookAt(row, row.byIdAlone));
			else ready.push(row);
			if (row.byIdAlone) await slices.step();
			if (this.sheet !== sheet) return;
		}
		if (looks.length === 0) return;
		this.#ready = ready;
		this.looks = [...this.looks, ...looks].sort((one, other) => one.row - other.row);
	}

	#lookAt({ row, standing }: PersonRow, values: RowValues): Look {
		const { warnings: _, ...checked } = checkValues(values, this.#rules);
		const problem = {
			...{ row, values, ...checked },
			...(standing && { standing }),
			repeats: null
		};
		const look = new Look(problem, this.#present);
		look.check(this.#rules);
		return look;
	}

	/**
	 * Takes what people have for no fault, though it can be chosen no longer: what is exported comes in again. Who has
	 * what must be known.
	 */
	async #takeKept(): Promise<void> {
		const { sheet } = this;
		const asking = this.looks.filter((look) => look.asksWhoIsThere);
		if (!(await this.#recheck(asking, this.#rules, () => this.sheet === sheet))) return;
		for (const look of asking) look.noteLookedUp();
		const kept = this.looks.flatMap((look) => (look.isKept ? (look.ready ?? []) : []));
		if (kept.length === 0) return;
		this.looks = this.looks.filter(({ isKept }) => !isKept);
		this.#ready = [...this.#ready, ...kept].sort((a, b) => a.row - b.row);
		this.#readyRow = withRows(this.#readyRow, kept);
	}

	/**
	 * Checks rows again. What they are then is taken at once: whatever counts the rows was counted anew after each of
	 * them: 8,000 took 20 seconds. What was corrected meanwhile has been checked already.
	 * @returns whether it was wanted to its end
	 */
	async #recheck(
		looks: readonly Look[],
		rules: CellRules,
		isWanted: () => boolean
	): Promise<boolean> {
		const slices = new Slices();
		const found: (() => void)[] = [];
		for (const look of looks) {
			const { values } = look;
			const checked = look.checked(rules);
			found.push(() => {
				if (look.values === values) look.take(checked);
			});
			const rest = slices.step();
			if (rest) await rest;
			if (!isWanted()) return false;
		}
		for (const take of found) take();
		return true;
	}

	/** Those that are looked at are shown; who isn't coming needs no look. */
	#regroup(): void {
		const shown = this.looks.filter((look) => this.#takes(look));
		settle(shown, this.#readyRow);
		this.groups = grouped(shown);
	}

	#settle(): void {
		settle(
			this.looks.filter((look) => this.#takes(look)),
			this.#readyRow
		);
		this.#weigh();
	}

	/**
	 * To be called as it becomes known, or isn't any more, who is there, and as that changes. What is being found out
	 * is found out to its end first: who is there may change faster than it takes.
	 */
	weighAnew(): void {
		if (this.phase !== 'preview') return;
		if (!this.#isLookedUp && this.#place.ready)
			void this.#lookUp().then(() => {
				if (this.phase !== 'preview') return;
				this.#regroup();
				this.#weigh();
			});
		if (this.#isWeighing && this.#place.ready) this.#isOvertaken = true;
		else this.#weigh();
	}

	/** Finds out anew what the rows would do; what was known of it stays shown meanwhile. */
	#weigh(): void {
		const weighing = ++this.#weighing;
		const isWanted = () => weighing === this.#weighing;
		const { rows } = this;
		this.#isOvertaken = false;
		this.#isWeighing = this.#place.ready;
		if (!this.#isWeighing) {
			this.weighed = null;
			return;
		}
		void weigh(rows, this.#scales, isWanted).then((weighed) => {
			if (!weighed || !isWanted()) return;
			this.#isWeighing = false;
			this.weighed = weighed;
			this.#weighedRows = rows;
			if (this.#isOvertaken) this.#weigh();
		});
	}

	get #scales(): Scales {
		return {
			whoIs: (row) => this.#whoIs(row),
			knowsPeople: this.#place.knowsPeople,
			registers: (row) => this.#registers(row),
			newGroups: this.#newGroups
		};
	}

	/** Drops the file and whatever is being done with it. Nothing has been imported. */
	cancel(): void {
		this.#worker.end();
		this.#weighing++;
		this.#isWeighing = false;
		this.phase = 'choosing';
		this.progress = null;
		this.refusal = null;
		this.sheet = null;
		this.#ready = [];
		this.looks = [];
		this.groups = [];
		this.asides = [];
		this.included = [];
		this.makesGroups = false;
		this.#chosen = noChoices;
		this.rechecking = false;
		this.weighed = null;
		this.#given = noIdsGiven();
		this.importId = crypto.randomUUID();
		this.saved = 0;
		this.outcome = null;
		this.failure = null;
	}

	correct(look: Look, column: SheetColumn, text: string): void {
		look.correct(column, text, this.#rules);
		this.#settle();
	}

	leaveOut(look: Look, leftOut = true): void {
		look.leftOut = leftOut;
		this.#settle();
	}

	/** Brings in those of whom the list says that they aren't coming, or leaves them out. */
	include(standing: Standing, isIncluded: boolean): void {
		const others = this.included.filter((each) => each !== standing);
		this.included = isIncluded ? [...others, standing] : others;
		this.#regroup();
		this.#weigh();
	}

	/** Makes groups that aren't there, or takes them for faults. */
	async makeGroups(isMade: boolean): Promise<void> {
		this.makesGroups = isMade;
		const rules = { ...this.#rules, makesGroups: isMade };
		this.#rules = rules;
		const { sheet } = this;
		const isWanted = () => this.sheet === sheet && this.#rules === rules;
		if (await this.#recheck(this.looks, rules, isWanted)) this.#settle();
	}

	/** How a group is called that is there, or will be made. */
	groupName(id: string): string {
		const known = [...this.#rules.groups.values()].find((group) => group.id === id);
		return known?.name ?? this.#newGroups.nameOf(id) ?? '';
	}

	/** The field of the organisation's own that a column of the sheet holds. */
	fieldOf(column: SheetColumn) {
		return this.#rules.own.get(column)?.field;
	}

	/**
	 * Imports what is ready and changes anything, once, however often it is called. What that is, is found out as late
	 * as can be: somebody else may have brought the same people in meanwhile.
	 */
	async confirm(): Promise<void> {
		if (this.phase !== 'preview' || this.rechecking || this.rows.length === 0) return;
		this.phase = 'saving';
		this.failure = null;
		this.saved = 0;
		this.outcome = null;
		this.#stopped = false;
		try {
			const refused = await this.#save(await this.#changing());
			if (refused !== undefined) return this.#notSaved(refused);
			this.phase = 'done';
			// It holds the file, which is written again with what is wrong in it.
			if (this.notImported === 0) this.#worker.end();
		} catch (error) {
			if (error instanceof Stopped) this.#backToPreview();
			else this.#notSaved(isFull(error) ? m.import_full() : m.import_failed());
		}
	}

	/** The rows that change anything; all of them, where that can't be known. */
	async #changing(): Promise<readonly PersonRow[]> {
		if (!this.#place.ready) {
			this.outcome = unweighed(this.rows);
			this.mailed = this.mails;
			return this.rows;
		}
		const weighed = await weigh(this.rows, this.#scales, () => !this.#stopped);
		if (!weighed) throw new Stopped();
		this.outcome = outcomeOf(weighed, this.#place.event);
		this.mailed = this.#mailsTo(weighed.reachable);
		return weighed.rows;
	}

	/** @returns why it is refused, in words */
	async #save(rows: readonly PersonRow[]): Promise<string | undefined> {
		if (rows.length === 0) return undefined;
		return this.#place.onImport(await this.#plan(rows), (people) => {
			// All is saved, or nothing: thrown before the end, nothing is.
			if (this.#stopped) throw new Stopped();
			this.saved = people;
		});
	}

	/** Gives saving up, back to the preview: nothing is imported. Too late once all of it is handed over. */
	stop(): void {
		this.#stopped = true;
	}

	#notSaved(why: string): void {
		this.failure = why;
		this.#backToPreview();
	}

	/** Who is there may have changed meanwhile. */
	#backToPreview(): void {
		this.phase = 'preview';
		this.#weigh();
	}

	/** The same rows keep the same ids when saving is tried again: nobody is imported twice. */
	#plan(rows: readonly PersonRow[]): Promise<readonly ImportBatch[]> {
		const { event } = this.#place;
		const plan = {
			importId: this.importId,
			fileName: this.fileName,
			eventId: event?.id ?? null,
			confirmations: event ? this.confirmations : ('never' as const),
			knownId: (row: PersonRow) => this.#whoIs(row)?.id,
			newGroups: this.#newGroups,
			newId: () => crypto.randomUUID()
		};
		return importBatches(rows, plan, this.#given);
	}

	/** The file that was read, with what is wrong and what was corrected, ready to be read again. */
	fileWithErrors(header: string, words: NoteWords) {
		return this.#worker.write({ ask: 'write', notes: notesOn(this.looks, header, words) });
	}

	/** A sheet with headers alone. Only while no file is being read. */
	template(headers: readonly string[]) {
		return this.#worker.write({ ask: 'template', headers });
	}
}
