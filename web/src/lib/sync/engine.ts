import * as v from 'valibot';
import { findMutation, wireName } from '@foyer/shared/mutations';
import type { Mutation, Questions, Refusal } from '@foyer/shared/mutation';
import {
	longestPush,
	protocolVersion,
	type PullAnswer,
	type PullRequest,
	type PushAnswer,
	type PushRequest,
	type QueuedMutation,
	type SyncFault
} from '@foyer/shared/sync';
import type { Actor } from '@foyer/shared/team';
import { Overtaken, type DataState, type DataStore } from './data-store.ts';
import type { AttentionItem, KeptMutation, QueueStore } from './queue-store.ts';
import { ServerRows, ShownRows } from './rows.ts';

/** The server, as the engine reaches it. Rejections that are not a `ServerRefusal` count as no contact. */
export interface Server {
	pull(request: PullRequest): Promise<PullAnswer>;
	push(request: PushRequest): Promise<PushAnswer>;
}

/** The server answered, and refused the call as a whole. */
export class ServerRefusal extends Error {
	readonly fault: SyncFault | 'signed_out' | 'fault';
	constructor(fault: ServerRefusal['fault']) {
		super(fault);
		this.fault = fault;
	}
}

/** What the engine is given: it knows neither browser nor clock. */
export interface EngineParts {
	organisationId: string;
	server: Server;
	data: DataStore;
	queue: QueueStore;
	/** The device's clock, UTC ms. */
	now(): number;
	/** Tells the device's other tabs. */
	tell(message: TabMessage): void;
	/** Called after anything that is shown changed. */
	onChange(): void;
}

export type TabMessage =
	{ tab: 'queued' } | { tab: 'stored'; state: DataState; answer: PullAnswer };

export type Phase = 'idle' | 'syncing' | 'first';

/** What a person may know of the state of their data. */
export interface SyncStatus {
	phase: Phase;
	/** Mutations that the server has not answered. */
	waiting: number;
	oldestWaitingAt: number | null;
	/** Since when the server is out of reach; null while it answers. */
	offlineSince: number | null;
	/** When the list was last complete and fresh. */
	listOf: number | null;
	attention: number;
	/** Why syncing stopped for good, where it did. */
	stopped: ServerRefusal['fault'] | null;
}

/** What saving answers: done, or why the rule forbids it. */
export type Saved = { saved: true } | { saved: false; refusal: Refusal };

/**
 * Keeps a device's copy of one organisation: saves mutations, shows the server's rows with what waits laid
 * over, pushes and pulls. Everything durable is in its two stores, so it may be ended at any moment.
 */
export class Engine {
	readonly #parts: EngineParts;
	#clientId = '';
	#state: DataState;
	#rows = new ServerRows();
	#kept: KeptMutation[] = [];
	#attention: AttentionItem[] = [];
	#shown: ShownRows;
	#clockOffset = 0;
	#phase: Phase = 'idle';
	#offlineSince: number | null = null;
	#stopped: ServerRefusal['fault'] | null = null;
	#running: Promise<void> | null = null;
	#again = false;

	private constructor(parts: EngineParts, state: DataState) {
		this.#parts = parts;
		this.#state = state;
		this.#shown = new ShownRows(this.#rows.tables);
	}

	/** Opens the device's copy: local data is shown before there is any contact. */
	static async open(parts: EngineParts): Promise<Engine> {
		const clientId = await parts.queue.clientId();
		const { state } = await parts.data.load(clientId);
		const engine = new Engine(parts, state);
		await engine.#reload();
		return engine;
	}

	get shown(): ShownRows {
		return this.#shown;
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
			attention: this.#attention.length,
			stopped: this.#stopped
		};
	}

	/** The corrected clock: the server's time as far as known. UTC ms. */
	now(): number {
		return this.#parts.now() + this.#clockOffset;
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

	/**
	 * Saves several mutations of a kind in one transaction: all of them, or none where one is refused.
	 * @param between is awaited after each is decided, so that long work leaves the page its turns
	 */
	async saveAll<S extends v.GenericSchema, Q extends Questions>(
		mutation: Mutation<S, Q>,
		all: readonly v.InferInput<S>[],
		between?: (decided: number) => Promise<void>
	): Promise<Saved> {
		const trial = this.#replayed();
		const entries: Omit<QueuedMutation, 'id'>[] = [];
		for (const args of all) {
			const parsed = v.safeParse(mutation.schema, args);
			if (!parsed.success) return { saved: false, refusal: 'malformed' };
			const output = parsed.output as unknown;
			const decision = this.#decide(trial, mutation, output, this.now());
			if (!decision.ok) return { saved: false, refusal: decision.refusal };
			trial.write(decision.writes);
			entries.push({ name: wireName(mutation), args: output, occurredAt: Math.round(this.now()) });
			await between?.(entries.length);
		}
		await this.#parts.queue.add(entries);
		this.#parts.tell({ tab: 'queued' });
		await this.#readQueue();
		return { saved: true };
	}

	#decide(shown: ShownRows, mutation: Mutation, args: unknown, now: number) {
		const answers = shown.answer(mutation.questions(args));
		return mutation.decide(args, answers, { actor: this.#actor, now });
	}

	/** The server's rows with what waits laid over. A mutation that its rule refuses by now shows nothing. */
	#replayed(): ShownRows {
		const shown = new ShownRows(this.#rows.tables);
		for (const kept of this.#kept) {
			if (kept.id <= this.#lastShown || kept.outcome?.outcome === 'refused') continue;
			const mutation = findMutation(kept.name);
			const decision = mutation && this.#decide(shown, mutation, kept.args, kept.occurredAt);
			if (decision?.ok) shown.write(decision.writes);
		}
		return shown;
	}

	/** The last mutation that the server's rows contain. */
	get #lastShown(): number {
		return this.#state.clientId === this.#clientId ? this.#state.lastMutationId : 0;
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
		});
		return this.#running;
	}

	async #run(): Promise<void> {
		do {
			this.#again = false;
			this.#phase = this.#state.listOf === null ? 'first' : 'syncing';
			this.#parts.onChange();
			try {
				await this.#push();
				await this.#pull();
				this.#offlineSince = null;
				this.#stopped = null;
			} catch (error) {
				// What fails here as well is the device's own storage; the next run tries again.
				await this.#fail(error).catch(() => (this.#offlineSince ??= this.now()));
			}
		} while (this.#again && this.#offlineSince === null && this.#stopped === null);
		this.#phase = 'idle';
	}

	async #fail(error: unknown): Promise<void> {
		this.#again = false;
		if (error instanceof Overtaken) {
			await this.#reload();
			this.#again = true;
		} else if (error instanceof ServerRefusal && error.fault !== 'fault') {
			this.#offlineSince = null;
			this.#stopped = error.fault;
		} else {
			this.#offlineSince ??= this.now();
		}
	}

	async #push(): Promise<void> {
		for (;;) {
			const clientId = this.#clientId;
			const mutations = nextPush(this.waiting);
			if (mutations.length === 0) return;
			const answer = await this.#pushOrRestart(clientId, mutations);
			if (!answer) continue;
			await this.#parts.queue.settle(clientId, answer.results, this.now());
			await this.#readQueue();
			if (answer.results.length < mutations.length) return;
		}
	}

	/** @returns undefined where the server had lost mutations and the queue was begun anew */
	async #pushOrRestart(
		clientId: string,
		mutations: PushRequest['mutations']
	): Promise<PushAnswer | undefined> {
		const { server, organisationId } = this.#parts;
		const request = { protocol: protocolVersion, organisationId, clientId };
		try {
			return await server.push({ ...request, mutations });
		} catch (error) {
			if (!(error instanceof ServerRefusal && error.fault === 'mutation_gap')) throw error;
			const { lastMutationId } = await server.push({ ...request, mutations: [] });
			await this.#restart(clientId, lastMutationId);
			return undefined;
		}
	}

	/** The server lost mutations: what it lacks waits again, under a new client id. */
	async #restart(clientId: string, serversLast: number): Promise<void> {
		await this.#parts.queue.restart(clientId, serversLast);
		this.#parts.tell({ tab: 'queued' });
		await this.#readQueue();
	}

	async #pull(): Promise<void> {
		const { server, organisationId, data, tell, now } = this.#parts;
		const clientId = this.#clientId;
		const settled = this.#kept.findLast(({ outcome }) => outcome !== null)?.id ?? 0;
		for (;;) {
			const asked = now();
			// Another tab may store an answer meanwhile: this one is then for nothing, and `store` says so.
			const before = this.#state;
			const answer = await server.pull({
				protocol: protocolVersion,
				organisationId,
				clientId,
				cursors: before.cursors
			});
			this.#clockOffset = Math.round(answer.serverTime - (asked + now()) / 2);
			const state = await data.store(answer, before, clientId);
			tell({ tab: 'stored', state, answer });
			await this.#take(answer, state);
			// It knew of more before: it was restored from a backup, and what it lacks is sent again.
			if (answer.lastMutationId !== null && answer.lastMutationId < settled) {
				await this.#restart(clientId, answer.lastMutationId);
				this.#again = true;
			}
			if (!answer.more) break;
		}
		await this.#parts.queue.prune(this.#lastShown, this.now());
	}

	/** Takes a stored answer into memory and shows it. */
	async #take(answer: PullAnswer, state: DataState): Promise<void> {
		const dropped = [
			...answer.removed,
			...answer.scopes.flatMap((one) => (one.reset ? [one.scope] : []))
		];
		// Rows in memory don't know their scopes, so after a scope is dropped what is left is read again.
		if (dropped.some((scope) => this.#state.cursors[scope] !== undefined)) return this.#reload();
		this.#state = state;
		for (const { changes } of answer.scopes) {
			for (const { fragment, rows, gone } of changes) {
				this.#rows.put(fragment, rows);
				this.#rows.remove(fragment, gone);
			}
		}
		this.#show();
	}

	#show(): void {
		this.#shown = this.#replayed();
		this.#parts.onChange();
	}

	/** Hears another tab of this device. */
	async hear(message: TabMessage): Promise<void> {
		if (message.tab === 'queued') await this.#readQueue();
		else if (message.state.sequence === this.#state.sequence + 1)
			await this.#take(message.answer, message.state);
		else if (message.state.sequence > this.#state.sequence) await this.#reload();
	}

	async #readQueue(): Promise<void> {
		const { clientId, mutations } = await this.#parts.queue.all();
		this.#clientId = clientId;
		this.#kept = mutations;
		this.#attention = await this.#parts.queue.attention();
		this.#show();
	}

	async #reload(): Promise<void> {
		const { state, rows } = await this.#parts.data.load(this.#clientId);
		this.#state = state;
		this.#rows = rows;
		await this.#readQueue();
	}

	/** Takes an item off the list of what needs attention. */
	async dismiss(key: number): Promise<void> {
		await this.#parts.queue.dismiss(key);
		await this.#readQueue();
	}

	/** Ends using the stores; nothing is lost. */
	close(): void {
		this.#parts.data.close();
		this.#parts.queue.close();
	}
}

/** The most characters of one push, as JSON: an upload that a weak network still carries. */
const longestUpload = 400_000;

/** The oldest of what waits, as much as one push carries. */
function nextPush(waiting: readonly KeptMutation[]): PushRequest['mutations'] {
	const batch: PushRequest['mutations'] = [];
	let length = 0;
	for (const { id, name, args, occurredAt } of waiting.slice(0, longestPush)) {
		length += JSON.stringify(args).length;
		if (batch.length > 0 && length > longestUpload) break;
		batch.push({ id, name, args, occurredAt });
	}
	return batch;
}
