import * as v from 'valibot';
import type { Part } from '@foyer/shared/entities';
import { findMutation, wireName } from '@foyer/shared/mutations';
import {
	refuse,
	type Decision,
	type Mutation,
	type Questions,
	type Refusal
} from '@foyer/shared/mutation';
import { parseScope } from '@foyer/shared/scopes';
import type { Actor } from '@foyer/shared/team';
import type { ArrivingPeople } from './arriving-people.ts';
import type { ChangeLog } from './change-log.ts';
import type { Changes } from './changes-file.ts';
import type { DataState } from './data-store.ts';
import { isFull } from './full-disk.ts';
import { mostRestarts, pushQueue } from './push-queue.ts';
import {
	changesOf,
	type AttentionItem,
	type KeptMutation,
	type NewMutation,
	type QueueContents,
	type QueueStore
} from './queue-store.ts';
import type { Processed, Replica, Stored } from './replica.ts';
import { partitionsAsked, peoplePartition, startPartitions, type Partition } from './partitions.ts';
import { ShownRows } from './shown-rows.ts';
import { ServerCopy } from './server-copy.ts';
import { faultOf, type Fault, type Server } from './sync-server.ts';

/** What the engine is given: it knows neither browser nor clock. */
export interface EngineParts {
	organisationId: string;
	server: Pick<Server, 'push'>;
	replica: Replica;
	queue: QueueStore;
	/** The device's clock, UTC ms. */
	now(): number;
	/** Tells the device's other tabs. */
	tell(message: TabMessage): void;
	/** Called after anything that is shown changed. */
	onChange(): void;
	/** A clock that never jumps, in ms, by which turns with the page are measured. */
	ticks(): number;
	/** Resolves once what is shown has been drawn. */
	drawn(): Promise<void>;
	/** Called where the connection to the stores is lost, and a new one too: only a new page helps. */
	onLost(): void;
}

export type TabMessage = { tab: 'queued' } | { tab: 'stored'; sequence: number };

export type Phase = 'idle' | 'syncing' | 'first';

/**
 * Why syncing stopped, until something is done about it. What waits is kept, and still sent where the app is
 * only too old to be answered with rows.
 */
export type Stop = 'update_required' | 'not_a_member' | 'signed_out';

/** How far the first sync has come. */
export interface FirstSync {
	/** Parts that are here as a whole. */
	here: Part[];
	/** The part that is arriving: how many of its rows have come, and about how many there are. */
	arriving: { part: Part; done: number; of: number } | null;
}

/** What a person may know of the state of their data. */
export interface SyncStatus {
	phase: Phase;
	/** Mutations that the server has not answered. */
	waiting: number;
	oldestWaitingAt: number | null;
	/** Since when the server is out of reach; null while it answers. */
	offlineSince: number | null;
	/** When the list was last complete and fresh; null: never yet. */
	listOf: number | null;
	/** Null once there was a complete list. */
	first: FirstSync | null;
	attention: number;
	stopped: Stop | null;
	/** The device has no room for what the server says, or for what is to be saved; what was saved before is kept. */
	full: boolean;
	/** From when on, without contact, nothing may be shown any more. UTC ms; null before there was any. */
	locksAt: number | null;
}

/** More mutations than this are laid over an answer's rows once all of them are there. */
const manyWaiting = 10;

/** After so long, in ms, work on many mutations leaves the page its turn. */
const turnMs = 8;

/** A mutation with its arguments. */
export interface Asked {
	mutation: Mutation;
	args: unknown;
}

/** Types arguments against the mutation that they are for. */
export const asking = <S extends v.GenericSchema, Q extends Questions>(
	mutation: Mutation<S, Q>,
	args: v.InferInput<S>
): Asked => ({ mutation, args });

/** What saving answers: done, or why the rule forbids it. */
export type Saved = { saved: true } | { saved: false; refusal: Refusal };

/**
 * Keeps a device's copy of one organisation: saves mutations, shows the server's rows with what waits laid
 * over, pushes and pulls. Everything durable is in its two stores, so it may be ended at any moment.
 */
export class Engine {
	readonly #parts: EngineParts;
	readonly #copy: ServerCopy;
	readonly #partitions = new WeakMap<KeptMutation, readonly Partition[]>();
	/** Resolves once what was saved is laid over what is shown; null: nothing is being laid. */
	#laying: Promise<void> | null = null;
	/** How often all that waits was laid anew. */
	#replays = 0;
	/** The last laying anew in turns that goes on or is to come, and the one to come, which all share who ask for it. */
	#replaying: Promise<void> | null = null;
	#nextReplay: Promise<void> | null = null;
	#clientId = '';
	#kept: readonly KeptMutation[] = [];
	#attention: AttentionItem[] = [];
	#shown: ShownRows;
	#phase: Phase = 'idle';
	#offlineSince: number | null = null;
	#stopped: Stop | null = null;
	#full = false;
	/** There was no room for what was to be saved last. */
	#unsaved = false;
	/** The last number given in the queue, as last read. */
	#lastId = 0;
	/** Up to where outcomes are known, and their digest, as last read. */
	#settled: QueueContents['settled'];
	#running: Promise<void> | null = null;
	#again = false;

	private constructor(parts: EngineParts, state: DataState) {
		this.#parts = parts;
		this.#copy = new ServerCopy(
			parts.replica,
			state,
			async () => {
				await this.#show();
				void this.#readEmails();
			},
			() => {
				parts.onChange();
				return parts.drawn();
			}
		);
		this.#shown = new ShownRows(this.#copy.rows);
	}

	/** Opens the device's copy: what is small is there when this resolves, people soon after, without any contact. */
	static async open(parts: EngineParts): Promise<Engine> {
		const clientId = await parts.queue.clientId();
		const engine = new Engine(parts, await parts.replica.state(clientId));
		const small = engine.#copy.need(startPartitions);
		engine.want(peoplePartition);
		await small;
		await engine.#readQueue();
		// Much is laid in turns: of what other tabs saved meanwhile nobody told this one.
		if (engine.#unshown.length > manyWaiting) await engine.#readQueue();
		return engine;
	}

	/** Sees to it that partitions can be shown. */
	need(partitions: Iterable<Partition>): Promise<void> {
		return this.#copy.need(partitions);
	}

	/** The same, some time soon. What can't be read is asked for again by who shows it. */
	want(partition: Partition): void {
		this.#copy.need([partition]).catch(() => {});
	}

	get #state(): DataState {
		return this.#copy.state;
	}

	get shown(): ShownRows {
		return this.#shown;
	}

	/** The server's rows, without what waits. */
	get said(): ShownRows {
		return new ShownRows(this.#copy.rows);
	}

	/** People who are being read: none where something waits that may show them otherwise. */
	get arrivingPeople(): ArrivingPeople | null {
		return this.#unshown.length === 0 ? this.#copy.arriving : null;
	}

	/** Which people changed, as they are shown. */
	get changedPeople(): ChangeLog {
		return this.#copy.rows.changedPeople;
	}

	get replica(): Replica {
		return this.#parts.replica;
	}

	get membership(): DataState['membership'] {
		return this.#state.membership;
	}

	get attention(): readonly AttentionItem[] {
		return this.#attention;
	}

	/** The waiting mutations, oldest first. */
	get waiting(): readonly KeptMutation[] {
		return this.#kept.filter(({ outcome }) => outcome === null);
	}

	get status(): SyncStatus {
		const { waiting } = this;
		return {
			phase: this.#phase,
			waiting: waiting.length,
			oldestWaitingAt: waiting[0]?.occurredAt ?? null,
			offlineSince: this.#offlineSince,
			listOf: this.#state.listOf,
			first: this.#state.listOf === null ? this.#first : null,
			attention: this.#attention.length,
			stopped: this.#stopped,
			full: this.#full || this.#unsaved,
			locksAt: this.#state.locksAt
		};
	}

	/** Found out once after each answer: whatever shows it asks again and again. */
	get #first(): FirstSync {
		const { cursors } = this.#state;
		if (this.#firstOf?.cursors !== cursors) this.#firstOf = { cursors, told: firstSync(cursors) };
		return this.#firstOf.told;
	}
	#firstOf: { cursors: DataState['cursors']; told: FirstSync } | null = null;

	/** The corrected clock: the server's time as far as known. UTC ms. */
	now(): number {
		return this.#parts.now() + this.#state.clockOffset;
	}

	/** Goes through many addresses that came, in turns with the page: once those who have them are shown. */
	async #readEmails(): Promise<void> {
		while (this.#phase !== 'first' && this.#copy.rows.readSomeEmails()) await this.#parts.drawn();
	}

	get #actor(): Actor {
		return this.#state.membership?.actor ?? { kind: 'attendee' };
	}

	/**
	 * Saves a mutation: decided here by the rule that the server will apply again, then one durable entry.
	 * What this device knows to be forbidden is refused at once and not saved.
	 */
	async save<S extends v.GenericSchema, Q extends Questions>(
		mutation: Mutation<S, Q>,
		args: v.InferInput<S>
	): Promise<Saved> {
		return this.saveAll(mutation, [args]);
	}

	/** Saves several mutations of a kind in one transaction. */
	async saveAll<S extends v.GenericSchema, Q extends Questions>(
		mutation: Mutation<S, Q>,
		all: readonly v.InferInput<S>[],
		between?: (decided: number) => Promise<void>
	): Promise<Saved> {
		return this.saveTogether(
			all.map((args) => asking(mutation, args)),
			between
		);
	}

	/**
	 * Saves several mutations in one transaction: all of them, or none where one is refused.
	 * @param between is awaited after each is decided, so that long work leaves the page its turns
	 */
	async saveTogether(
		all: readonly Asked[],
		between?: (decided: number) => Promise<void>
	): Promise<Saved> {
		return this.#holding(all, async () => {
			const decided = await this.#decideAll(all, between);
			if (!decided.saved) return decided;
			const { entries } = decided;
			await this.#parts.queue.add(entries);
			await this.#tellSaved();
			return { saved: true };
		});
	}

	/**
	 * Does again what was refused, decided anew: it leaves the list of what needs attention with the commit that
	 * saves it, so that a crash neither loses nor doubles it.
	 */
	async retry(key: number, mutation: Mutation, args: unknown): Promise<Saved> {
		const all = [{ mutation, args }];
		return this.#holding(all, async () => {
			const decided = await this.#decideAll(all);
			if (!decided.saved) return decided;
			const [entry] = decided.entries;
			const isListed = entry !== undefined && (await this.#parts.queue.addInPlaceOf(key, entry));
			await this.#tellSaved();
			return isListed ? { saved: true } : { saved: false, refusal: 'conflict' };
		});
	}

	/** Decides on what is in memory, where it stays meanwhile, however long that takes. */
	async #holding(all: readonly Asked[], work: () => Promise<Saved>): Promise<Saved> {
		const partitions = this.#pinned;
		const ask = ({ mutation, args }: Asked) => {
			for (const one of asked(mutation, args)) partitions.add(one);
		};
		if (all.length > manyWaiting) await this.#inTurns(all, ask);
		else for (const one of all) ask(one);
		const release = this.#copy.hold(partitions);
		try {
			await this.#copy.need(partitions);
			const saved = await work();
			if (saved.saved) this.#unsaved = false;
			return saved;
		} catch (error) {
			// Told for as long as nothing more is saved: nobody should go on as though it were.
			this.#unsaved ||= isFull(error);
			this.#parts.onChange();
			throw error;
		} finally {
			release();
		}
	}

	async #decideAll(
		all: readonly Asked[],
		between?: (decided: number) => Promise<void>
	): Promise<{ saved: true; entries: NewMutation[] } | Extract<Saved, { saved: false }>> {
		const isOne = all.length === 1;
		const trial = await (isOne ? this.#laid() : this.#trial());
		const entries: NewMutation[] = [];
		for (const { mutation, args } of all) {
			const parsed = v.safeParse(mutation.schema, args);
			if (!parsed.success) return { saved: false, refusal: 'malformed' };
			const output: unknown = parsed.output;
			const decision = this.#decide(trial, mutation, output, this.now());
			if (!decision.ok) return { saved: false, refusal: decision.refusal };
			if (!isOne) trial.write(decision.writes, mutation.importPart?.(output));
			entries.push({ name: wireName(mutation), args: output, occurredAt: Math.round(this.now()) });
			await between?.(entries.length);
		}
		return { saved: true, entries };
	}

	async #tellSaved(): Promise<void> {
		this.#parts.tell({ tab: 'queued' });
		await this.#readQueue();
	}

	#decide(shown: ShownRows, mutation: Mutation, args: unknown, now: number): Decision {
		try {
			const answers = shown.answer(mutation.questions(args));
			return mutation.decide(args, answers, { actor: this.#actor, now });
		} catch {
			// A rule that fails here fails on the server too; one entry must not keep the others from being shown.
			return refuse('internal');
		}
	}

	/** What is shown once all that waits is laid over it, to decide one on. */
	async #laid(): Promise<ShownRows> {
		for (let laying = this.#beingLaid; laying; laying = this.#beingLaid)
			await laying.catch(() => {});
		return this.#shown;
	}

	get #beingLaid(): Promise<void> | null {
		return this.#laying ?? this.#replaying;
	}

	/** The same to decide several on, one after the other: what each does is written there. */
	async #trial(): Promise<ShownRows> {
		if (this.#unshown.length <= manyWaiting) return this.#replayed();
		return this.#replayInTurns((shown) => shown);
	}

	/** The server's rows with what waits laid over. A mutation that its rule refuses by now shows nothing. */
	#replayed(): ShownRows {
		const shown = new ShownRows(this.#copy.rows);
		this.#layOver(shown, this.#unshown);
		return shown;
	}

	/**
	 * The same in turns with the page, with what is saved meanwhile.
	 * @param take is handed it before anything more can be saved
	 */
	async #replayInTurns<Taken>(take: (shown: ShownRows) => Taken): Promise<Taken> {
		const shown = new ShownRows(this.#copy.rows);
		let last = 0;
		const unlaid = () => this.#unshown.filter(({ id }) => id > last);
		for (let left = unlaid(); left.length > 0; left = unlaid())
			await this.#inTurns(left, (one) => {
				this.#layOver(shown, [one]);
				last = one.id;
			});
		return take(shown);
	}

	/**
	 * Works through many, and leaves the page its turns.
	 * @param goesOn asked after each turn
	 * @returns whether all of it was done
	 */
	async #inTurns<One>(
		all: readonly One[],
		work: (one: One) => void,
		goesOn: () => boolean = () => true
	): Promise<boolean> {
		let since = this.#parts.ticks();
		for (const one of all) {
			if (this.#parts.ticks() - since > turnMs) {
				await this.#parts.drawn();
				if (!goesOn()) return false;
				since = this.#parts.ticks();
			}
			work(one);
		}
		return true;
	}

	/** @returns the people whom they touch */
	#layOver(shown: ShownRows, mutations: readonly KeptMutation[]): string[] {
		const touched: string[] = [];
		for (const kept of mutations) {
			const { name, args, occurredAt } = kept;
			const mutation = findMutation(name);
			// One that asks about rows that are on their way into memory is shown once they are there.
			if (!mutation || !this.#partitionsOf(kept).every((partition) => shown.has(partition)))
				continue;
			const decision = this.#decide(shown, mutation, args, occurredAt);
			if (!decision.ok) continue;
			shown.write(decision.writes, mutation.importPart?.(args));
			for (const one of decision.writes)
				if (one.entity === 'people') touched.push(one.write === 'insert' ? one.row.id : one.id);
		}
		return touched;
	}

	/** What is laid over the server's rows, oldest first. */
	get laidOver(): readonly KeptMutation[] {
		return this.#unshown;
	}

	/** The mutations that the server's rows don't contain. */
	get #unshown(): KeptMutation[] {
		const lastShown = this.#lastShown;
		return this.#kept.filter(({ id, outcome }) => id > lastShown && outcome?.outcome !== 'refused');
	}

	/** The partitions that they ask about. */
	get #pinned(): Set<Partition> {
		return new Set(this.#unshown.flatMap((one) => this.#partitionsOf(one)));
	}

	/** Found out once of each: one that brings in a spreadsheet's rows asks about hundreds of people. */
	#partitionsOf(kept: KeptMutation): readonly Partition[] {
		const known = this.#partitions.get(kept);
		if (known) return known;
		const mutation = findMutation(kept.name);
		const found = mutation ? asked(mutation, kept.args) : [];
		this.#partitions.set(kept, found);
		return found;
	}

	/** The last mutation that the server's rows contain. */
	get #lastShown(): number {
		const { clientId, lastMutationId, lastEntry = null } = this.#state;
		const isOwn = clientId === this.#clientId && !isAnother(this.#kept, lastMutationId, lastEntry);
		return isOwn ? lastMutationId : 0;
	}

	/** Syncs now, or once more after the run that goes on. Never rejects: what went wrong is in the status. */
	sync(): Promise<void> {
		if (this.#running) {
			this.#again = true;
			return this.#running;
		}
		this.#running = this.#run().finally(() => {
			this.#running = null;
			this.#parts.onChange();
			void this.#readEmails();
		});
		return this.#running;
	}

	async #run(): Promise<void> {
		let restarts = 0;
		do {
			this.#again = false;
			// Should their reading have failed: events are asked for by who shows them, people by nobody else.
			this.want(peoplePartition);
			this.#phase = this.#state.listOf === null ? 'first' : 'syncing';
			this.#parts.onChange();
			const fault = await this.#once();
			if (fault === null) {
				this.#offlineSince = null;
				this.#stopped = null;
				this.#full = false;
			} else {
				const renews = fault === 'client_gone' && restarts++ < mostRestarts;
				// What fails here as well is the device's own storage; the next run tries again.
				await (renews ? this.#renumber(this.#clientId) : this.#fail(fault)).catch(
					() => (this.#offlineSince ??= this.now())
				);
			}
		} while (this.#again && this.#offlineSince === null && this.#stopped === null);
		this.#phase = 'idle';
	}

	/** Pushes and pulls. @returns what kept it from doing all of it */
	async #once(): Promise<Fault | null> {
		try {
			await this.#push();
			return await this.#pull();
		} catch (error) {
			return faultOf(error);
		}
	}

	async #fail(fault: Fault): Promise<void> {
		this.#again = false;
		const stop = stops.find((one) => one === fault);
		if (fault === 'overtaken') {
			this.#offlineSince = null;
			// Another tab was answered: what stopped this one may be over.
			this.#stopped = null;
			await this.catchUp();
			this.#again = true;
		} else if (stop) {
			this.#offlineSince = null;
			this.#stopped = stop;
		} else if (fault === 'lost') {
			this.#parts.onLost();
		} else if (fault === 'full') {
			this.#offlineSince = null;
			this.#full = true;
		} else if (fault !== 'resting') {
			this.#offlineSince ??= this.now();
		}
	}

	async #push(): Promise<void> {
		const { organisationId, server, queue } = this.#parts;
		// A tab that was killed right after it saved told nobody.
		const begin = await this.#readQueueAndTell();
		await pushQueue({ organisationId, server, queue, now: () => this.now() }, begin, () =>
			this.#readQueueAndTell()
		);
	}

	/** The server counts otherwise than this device: it goes on under a new client id, and syncs once more. */
	async #renumber(clientId: string): Promise<void> {
		this.#offlineSince = null;
		await this.#parts.queue.renumber(clientId, this.now());
		await this.#readQueueAndTell();
		this.#again = true;
	}

	async #pull(): Promise<Fault | null> {
		const { replica, queue, tell } = this.#parts;
		const clientId = this.#clientId;
		const settled = this.#kept.findLast(({ outcome }) => outcome !== null)?.id ?? 0;
		for (;;) {
			// Another tab may store an answer meanwhile: this one is then for nothing, and `pull` says so.
			const pulled = await replica.pull(clientId, this.#state);
			if (!pulled.ok) return pulled.fault;
			const { state, processed, more } = pulled.stored;
			tell({ tab: 'stored', sequence: state.sequence });
			await this.#take(pulled.stored);
			if (processed) await this.#compare(clientId, processed, settled);
			if (!more) break;
		}
		await queue.prune(this.#lastShown, this.now());
		return null;
	}

	/** Compares the server's count of this client's mutations, and what became of them, with the device's own. */
	async #compare(
		clientId: string,
		{ lastMutationId, lastEntry, digest }: Processed,
		settled: number
	): Promise<void> {
		// It knew of more before: it was restored from a backup, and what it lacks is sent again.
		if (lastMutationId < settled) return this.#renumber(clientId);
		// It knows of more than was given here, and here is read anew, as another tab may have given it.
		if (lastMutationId > this.#lastId) await this.#readQueue();
		if (lastMutationId > this.#lastId) return this.#renumber(clientId);
		if (isAnother(this.#kept, lastMutationId, lastEntry)) return this.#renumber(clientId);
		// It was restored, and did one of them otherwise than this device was told before: a repeated request can
		// reach it first.
		const differs = this.#settled?.id === lastMutationId && this.#settled.digest !== digest;
		if (digest !== null && differs) await this.#renumber(clientId);
	}

	/** Takes a stored answer into memory and shows it. */
	async #take({ state, changes, dropped, more }: Stored): Promise<void> {
		if (dropped) await this.#copy.readAnew();
		else this.#copy.take(state, changes);
		// Page by page come the rows that a spreadsheet made: what waits shows them already, and laying all of it over
		// each page anew would hold up whoever uses the app.
		if (more && !dropped && this.#unshown.length > manyWaiting) return;
		await this.#show();
	}

	/** Takes in what other tabs stored and saved. */
	async catchUp(): Promise<void> {
		if (await this.#copy.catchUp()) await this.#show();
		// Where rows were set back, so may the queue be.
		await this.#readQueue();
	}

	/**
	 * Shows the server's rows with what waits laid over anew: at once, or in turns with the page where much waits.
	 * Until then what was laid before stays, over the rows as they are by now.
	 */
	async #show(): Promise<void> {
		if (this.#unshown.length > manyWaiting) await this.#showInTurns();
		else this.#showLaid(this.#replayed());
	}

	/** Once for all who ask before it begins. */
	#showInTurns(): Promise<void> {
		if (this.#nextReplay) return this.#nextReplay;
		const before = this.#replaying?.catch(() => {});
		const replay = (async () => {
			await before;
			this.#nextReplay = null;
			const replays = this.#replays;
			await this.#replayInTurns((shown) => {
				// Else little was left to wait meanwhile, and was shown at once.
				if (replays === this.#replays) this.#showLaid(shown);
			});
		})().finally(() => {
			if (this.#replaying === replay) this.#replaying = null;
		});
		this.#replaying = this.#nextReplay = replay;
		return replay;
	}

	#showLaid(shown: ShownRows): void {
		this.#copy.keep(this.#pinned);
		const before = this.#shown.touchedPeople;
		this.#replays++;
		this.#shown = shown;
		this.#copy.rows.changedPeople.note([...before, ...shown.touchedPeople]);
		this.#parts.onChange();
	}

	/** Hears another tab of this device. */
	async hear(message: TabMessage): Promise<void> {
		if (message.tab === 'queued') await this.#readQueue();
		else if (message.sequence > this.#state.sequence && (await this.#copy.catchUp()))
			await this.#show();
	}

	async #readQueue(): Promise<QueueContents> {
		const contents = await this.#queueNotSetBack();
		this.#attention = await this.#parts.queue.attention();
		const added = this.#addedIn(contents);
		this.#clientId = contents.clientId;
		this.#lastId = contents.lastId;
		this.#settled = contents.settled;
		this.#kept = contents.mutations;
		if (added) await this.#showAdded(added);
		else await this.#show();
		// Only now: finding out what a whole spreadsheet asks about takes long too, and is done while it is laid.
		const pinned = this.#pinned;
		this.#copy.keep(pinned);
		for (const partition of pinned) this.want(partition);
		return contents;
	}

	/** What a queue has in addition to what was read of it before; null where it differs otherwise too. */
	#addedIn({ clientId, mutations }: QueueContents): readonly KeptMutation[] | null {
		const same =
			clientId === this.#clientId &&
			this.#kept.every((kept, index) => {
				const { id, entry, outcome } = mutations[index] ?? {};
				const refused = (one: typeof outcome) => one?.outcome === 'refused';
				return id === kept.id && entry === kept.entry && refused(outcome) === refused(kept.outcome);
			});
		return same ? mutations.slice(this.#kept.length) : null;
	}

	/**
	 * Lays what was added over what is shown: that stays as it is, however much waits. A whole spreadsheet is laid in
	 * turns with the page, and what is added meanwhile after it; whatever else is to be shown meanwhile shows all of it.
	 */
	async #showAdded(added: readonly KeptMutation[]): Promise<void> {
		const replays = this.#replays;
		while (this.#laying) await this.#laying;
		// All that is kept has been laid anew, with what was added.
		if (replays !== this.#replays) return;
		if (added.length > 0) {
			const shown = (this.#shown = this.#shown.again());
			const touched =
				added.length <= manyWaiting
					? this.#layOver(shown, added)
					: await this.#layInTurns(shown, added);
			if (!touched) return;
			this.#copy.rows.changedPeople.note(touched);
		}
		this.#parts.onChange();
	}

	/** @returns the people whom they touch; null where something else is shown meanwhile */
	async #layInTurns(shown: ShownRows, added: readonly KeptMutation[]): Promise<string[] | null> {
		const { promise, resolve } = Promise.withResolvers<void>();
		this.#laying = promise;
		const touched: string[] = [];
		const lay = (one: KeptMutation) => {
			for (const id of this.#layOver(shown, [one])) touched.push(id);
		};
		try {
			const isDone = await this.#inTurns(added, lay, () => this.#shown === shown);
			return isDone ? touched : null;
		} finally {
			this.#laying = null;
			resolve();
		}
	}

	/**
	 * The queue as it is. Where the rows, which were read before it, hold more of its mutations than it ever
	 * numbered, or another under a number of its, the system has set it back: it goes on under a new client id, or
	 * what is saved next would count as shown already.
	 */
	async #queueNotSetBack(): Promise<QueueContents> {
		const { queue } = this.#parts;
		const contents = await queue.all();
		const { clientId, lastMutationId, lastEntry = null } = this.#state;
		if (clientId !== contents.clientId) return contents;
		const isGivenTwice = isAnother(contents.mutations, lastMutationId, lastEntry);
		if (lastMutationId <= contents.lastId && !isGivenTwice) return contents;
		await queue.renumber(clientId, this.now());
		return queue.all();
	}

	/** Reads the queue, and tells the other tabs where it goes on under a new client id. */
	async #readQueueAndTell(): Promise<QueueContents> {
		const before = this.#clientId;
		const contents = await this.#readQueue();
		if (contents.clientId !== before) this.#parts.tell({ tab: 'queued' });
		return contents;
	}

	/** What this device has and the server has not. */
	get changes(): Changes {
		return changesOf(this.#kept, this.#attention);
	}

	/** Takes in changes from a file, each once. @returns those that were new here */
	async load(changes: Changes): Promise<Changes> {
		const taken = await this.#parts.queue.load(changes);
		this.#parts.tell({ tab: 'queued' });
		await this.#readQueue();
		return taken;
	}

	/** Takes an item off the list of what needs attention. */
	async dismiss(key: number): Promise<void> {
		await this.#parts.queue.dismiss(key);
		await this.#readQueue();
	}
}

/** How far the first sync has come, by the cursors that are held. */
function firstSync(cursors: DataState['cursors']): FirstSync {
	const here = new Set<Part>();
	const coming = new Map<Part, { done: number; of: number }>();
	for (const [scope, { progress }] of Object.entries(cursors)) {
		const part = parseScope(scope)?.part;
		if (!part) continue;
		const known = coming.get(part) ?? { done: 0, of: 0 };
		if (progress) coming.set(part, { done: known.done + progress[0], of: known.of + progress[1] });
		else here.add(part);
	}
	// Several come at once: the one that takes longest is told.
	const left = ({ done, of }: { done: number; of: number }) => of - done;
	const [longest] = [...coming].sort(([, a], [, b]) => left(b) - left(a));
	return {
		here: [...here].filter((part) => !coming.has(part)),
		arriving: longest ? { part: longest[0], ...longest[1] } : null
	};
}

/** Whether the server knows another mutation by a number that one here has: a queue that was set back gave it twice. */
const isAnother = (kept: readonly KeptMutation[], id: number, entry: string | null): boolean =>
	entry !== null && kept.some((one) => one.id === id && one.entry !== entry);

const stops = ['update_required', 'not_a_member', 'signed_out'] as const satisfies Stop[];

/** The partitions that a mutation asks about; none where its arguments make no sense. */
function asked(mutation: Mutation, args: unknown): Partition[] {
	try {
		return partitionsAsked(mutation.questions(args));
	} catch {
		return [];
	}
}
