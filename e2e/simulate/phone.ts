import { isDeepStrictEqual } from 'node:util';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import type * as v from 'valibot';
import type { Mutation, Questions } from '@foyer/shared/mutation';
import { findMutation, wireName } from '@foyer/shared/mutations';
import type { Person } from '@foyer/shared/people';
import { addPerson, deletePeople, updatePerson } from '@foyer/shared/people-mutations';
import type { PullAnswer } from '@foyer/shared/sync';
import { apiOver } from '../../web/src/lib/api.ts';
import { DataStore, type DataState } from '../../web/src/lib/sync/data-store.ts';
import { Engine, type TabMessage } from '../../web/src/lib/sync/engine.ts';
import { takingAttached } from '../../web/src/lib/sync/taking-attached.ts';
import {
	QueueStore,
	type AttentionItem,
	type KeptMutation
} from '../../web/src/lib/sync/queue-store.ts';
import { LocalReplica } from '../../web/src/lib/sync/replica.ts';
import { partitionsAsked, peoplePartition } from '../../web/src/lib/sync/partitions.ts';
import { serverOver } from '../../web/src/lib/sync/trpc-server.ts';
import {
	copyDatabase,
	setDatabaseBack,
	setToFirstVersion,
	type DatabaseCopy
} from './disk-copy.ts';
import { entryOf } from './ledger.ts';
import { Network } from './network.ts';
import { shownOtherwise } from './onlooker.ts';
import { Power } from './power.ts';
import { Random } from './random.ts';
import { shownTables, storedFragments, tablesFrom } from './tables.ts';
import { Post, ThreadedReplica } from './thread.ts';
import type { World } from './world.ts';

/** A tab and what it lives on. */
export interface Tab {
	engine: Engine;
	power: Power;
	replica: ThreadedReplica;
	/** What other tabs tell it. */
	told: Post;
	/** How much of that it is taking in. */
	hearing: number;
}

/** The most turns after which a tab hears what another one told. */
const hearsAfter = 4;

/** Looks at what is stored right after it was. */
class WatchedDataStore extends DataStore {
	protected override readonly segmentFrom = 3;
	protected override readonly wornFrom = 6;
	protected override readonly segmentRows: number;
	#onStored: ((answer: PullAnswer, state: DataState) => Promise<void>) | null = null;

	constructor(disk: ConstructorParameters<typeof DataStore>[1], segmentRows: number) {
		super('data', disk);
		this.segmentRows = segmentRows;
	}

	watchedBy(onStored: (answer: PullAnswer, state: DataState) => Promise<void>): this {
		this.#onStored = onStored;
		return this;
	}

	override async store(
		answer: PullAnswer,
		before: DataState,
		clientId: string
	): Promise<DataState> {
		const state = await super.store(answer, before, clientId);
		await this.#onStored?.(answer, state);
		return state;
	}
}

/** A device of one member, with a disk of its own, on which tabs are opened, killed and opened again. */
export class Phone {
	readonly userId: string;
	readonly network: Network;
	/** How far the device's clock is off, in ms. */
	skew = 0;
	readonly #number: number;
	readonly #world: World;
	readonly #random: Random;
	/** For how long what its tabs' threads say takes. */
	readonly #pace: Random;
	/** People who were shown as added and their addresses, for as long as nobody else may take them away. */
	readonly #added = new Map<string, string | null>();
	/** Rows in a segment that its tabs write anew. */
	#segmentRows = 1000;
	/** How many turns drawing a page of people takes at most, in a tab that isn't busy with more. */
	#slowestDraw = 1;
	/** By how much the clock of a tab's work goes on each time that it is looked at, in ms. */
	#tick = 0;
	#disk = new IDBFactory();
	#copy: DatabaseCopy | null = null;
	#tabs: Tab[] = [];

	constructor(number: number, world: World, userId: string, random: Random) {
		this.#number = number;
		this.#world = world;
		this.userId = userId;
		this.#random = random;
		this.#pace = new Random(random.int(2 ** 32));
		this.network = new Network(world.handlerFor(userId), random);
	}

	get tabs(): readonly Tab[] {
		return this.#tabs;
	}

	/** Opens a tab; undefined where it is killed meanwhile. */
	async open(arm: (power: Power) => void = () => {}): Promise<Tab | undefined> {
		const power = this.#power();
		arm(power);
		const disk = { indexedDB: power.diskOf(this.#disk), IDBKeyRange };
		const data: WatchedDataStore = new WatchedDataStore(disk, this.#segmentRows).watchedBy(
			(answer, state) => this.#checkStored(answer, state, data, power)
		);
		let tab: Tab | undefined;
		try {
			const { organisationId } = this.#world;
			const server = serverOver(apiOver(takingAttached(this.network.fetchOf(power))));
			const now = () => this.#world.context.now() + this.skew;
			let ticked = 0;
			const thread = new LocalReplica({ organisationId, server, data, now });
			const replica = new ThreadedReplica(thread, power, this.#pace, this.#slowestDraw);
			const engine: Engine = await Engine.open({
				organisationId,
				server,
				replica,
				queue: new QueueStore('queue', () => this.#random.uuid(), disk),
				now,
				tell: (message: TabMessage) => this.#tell(power, message),
				onChange: () => tab && this.#checkTabShows(tab),
				ticks: () => (ticked += this.#tick),
				drawn: () => replica.drawn(),
				onLost: () => power.cut()
			});
			const told = new Post(this.#pace, hearsAfter);
			tab = { engine, power, replica, told, hearing: 0 };
			if (power.on) this.#tabs.push(tab);
			return power.on ? tab : undefined;
		} catch (error) {
			if (power.on) throw error;
			return undefined;
		}
	}

	#power(): Power {
		const power: Power = new Power(() => {
			this.#tabs = this.#tabs.filter((tab) => tab.power !== power);
		});
		return power;
	}

	#tell(from: Power, message: TabMessage): void {
		if (!from.on) return;
		for (const tab of this.#tabs) {
			if (tab.power === from) continue;
			tab.hearing++;
			tab.told.send(() => void this.#hear(tab, message));
		}
	}

	async #hear(tab: Tab, message: TabMessage): Promise<void> {
		const { engine, power } = tab;
		try {
			if (power.on) await engine.hear(structuredClone(message));
		} catch (error) {
			if (power.on) this.#world.faults.push(`a tab could not hear: ${(error as Error).message}`);
		}
		tab.hearing--;
	}

	/** From now on people come into memory page by page, and drawing each may take long. */
	readSlowly(): void {
		this.#segmentRows = 3;
		this.#slowestDraw = 200;
	}

	/** From now on each thing that is laid over the rows takes a turn of the page's. */
	laySlowly(): void {
		this.#tick = 100;
	}

	/** A tab of the device, opened where there is none. */
	async tab(): Promise<Tab> {
		for (;;) {
			const tab = this.#tabs.length > 0 ? this.#random.pick(this.#tabs) : await this.open();
			if (tab) return tab;
		}
	}

	/** Saves as a person does. What is shown as saved must be on the disk by then, and is entered in the ledger. */
	async save<S extends v.GenericSchema, Q extends Questions>(
		tab: Tab,
		mutation: Mutation<S, Q>,
		args: v.InferInput<S>
	): Promise<void> {
		const { faults, deleted } = this.#world;
		const { engine, power } = tab;
		if (mutation.name === deletePeople.name)
			for (const id of (args as { ids: string[] }).ids) deleted.add(id);
		const before = new Set((await this.#queued()).map(entryOf));
		try {
			const known = standingOf(tab);
			const { saved } = await engine.save(mutation, args);
			if (!saved && (await this.#isRefused(tab, mutation, args, known))) return;
		} catch (error) {
			if (power.on) throw error;
			return;
		}
		const added = (await this.#queued()).filter((one) => !before.has(entryOf(one)));
		if (added.length === 0)
			faults.push(`device ${this.#number} said saved before it was: ${mutation.name}`);
		this.#enter(added);
	}

	/** What waits now must be done, or be listed. */
	#enter(added: readonly KeptMutation[]): void {
		for (const one of added) {
			this.#world.ledger.saved(this.#number, one);
			if (one.name !== wireName(addPerson)) continue;
			const { id, email = null } = one.args as { id: string; email?: string | null };
			this.#added.set(id, email);
		}
	}

	/** Somebody sees to an item of the list: tries it again, or gives it up. */
	async attend(tab: Tab, { mutation, key }: AttentionItem, again: boolean): Promise<void> {
		const { ledger } = this.#world;
		const known = findMutation(mutation.name);
		if (again && known) {
			const before = new Set((await this.#queued()).map(entryOf));
			await this.unlessKilled(tab, () => tab.engine.retry(key, known, mutation.args));
			// It waits in the place of the other, or that one is listed still: wherever the tab was killed.
			const added = (await this.#queued()).filter((one) => !before.has(entryOf(one)));
			if (added.length > 0) ledger.givenUp(mutation);
			this.#enter(added);
			return;
		}
		if (mutation.name === wireName(addPerson))
			this.#added.delete((mutation.args as { id: string }).id);
		ledger.givenUp(mutation);
		await this.unlessKilled(tab, () => tab.engine.dismiss(key));
	}

	/** What waits is taken to another device of the same user, as a file. */
	async takeTo(other: Phone, tab: Tab): Promise<void> {
		const { waiting } = tab.engine.changes;
		const there = await other.tab();
		const taken = await this.unlessKilled(there, () => there.engine.load({ waiting, refused: [] }));
		for (const one of taken?.waiting ?? []) this.#world.ledger.saved(other.#number, one);
	}

	/** What the work comes to; nothing where the tab is killed in the middle of it. */
	async unlessKilled<T>({ power }: Tab, work: () => Promise<T>): Promise<T | undefined> {
		try {
			return await work();
		} catch (error) {
			if (power.on) throw error;
			return undefined;
		}
	}

	/** Whether what a tab refused is refused again once it has read all that the rule asks about. */
	async #isRefused<S extends v.GenericSchema, Q extends Questions>(
		tab: Tab,
		mutation: Mutation<S, Q>,
		args: v.InferInput<S>,
		known: unknown
	): Promise<boolean> {
		await tab.engine.need(partitionsAsked(mutation.questions(args)));
		const knowsNoMore = isDeepStrictEqual(standingOf(tab), known);
		const { saved } = await tab.engine.save(mutation, args);
		if (saved && knowsNoMore)
			this.#world.faults.push(
				`device ${this.#number} refused ${mutation.name} before it had read what that asks about`
			);
		return !saved;
	}

	/** What is in the queue, read past the tabs. */
	async #queued(): Promise<readonly KeptMutation[]> {
		const observer = new QueueStore('queue', () => this.#random.uuid(), {
			indexedDB: this.#disk,
			IDBKeyRange
		});
		const { mutations } = await observer.all();
		observer.close();
		return mutations;
	}

	/** What was saved here is to be seen here, whatever is on its way: now, and whenever something changes. */
	checkShown(): void {
		if (this.network.isExhausted)
			this.#world.faults.push(`device ${this.#number} calls the server without an end`);
		for (const tab of this.#tabs) this.#checkTabShows(tab);
	}

	#checkTabShows({ engine, power, hearing }: Tab): void {
		const { actor } = engine.membership ?? {};
		// People who are on their way into memory, or come anew from the server, aren’t shown yet.
		const coming = !engine.shown.has(peoplePartition) || engine.status.first !== null;
		if (!power.on || hearing > 0 || !actor?.host || coming) return;
		this.#checkAdded(engine);
		this.#checkEdited(engine);
	}

	/** Who was added stays, unless the list of refusals says why not. */
	#checkAdded(engine: Engine): void {
		const { gone, faults } = this.#world;
		const refused = new Set(
			engine.attention.map(({ mutation }) => (mutation.args as { id?: string }).id)
		);
		// Two tabs that haven't heard of each other may give one address to two people: the server decides.
		const emails = new Set([...engine.shown.people()].map(({ email }) => email));
		for (const [id, email] of this.#added)
			if (
				!engine.shown.person(id) &&
				!refused.has(id) &&
				!gone.has(id) &&
				(email === null || !emails.has(email))
			)
				faults.push(`device ${this.#number} doesn’t show ${id}, who was added`);
	}

	/**
	 * Of two values that wait for one field the later is shown. What the server's rows contain already counts by them,
	 * though it be unanswered: from another device, which had it from a file, it may have come in another order.
	 */
	#checkEdited(engine: Engine): void {
		const { deleted, faults } = this.#world;
		const latest = new Map<string, unknown>();
		const overtaken = new Set<unknown>();
		for (const { name, args } of engine.laidOver) {
			if (name !== wireName(updatePerson)) continue;
			const { id, fields } = args as { id: string; fields: Record<string, unknown> };
			for (const [field, value] of Object.entries(fields)) {
				// Addresses come again: which one is shown doesn’t tell which was the last.
				if (field === 'email') continue;
				overtaken.add(latest.get(`${id} ${field}`));
				latest.set(`${id} ${field}`, value);
			}
		}
		for (const place of latest.keys()) {
			const [id = '', field = ''] = place.split(' ');
			const shown = engine.shown.person(id)?.[field as keyof Person];
			if (shown !== undefined && overtaken.has(shown) && !deleted.has(id))
				faults.push(`device ${this.#number} shows an overtaken ${field} of ${id}`);
		}
	}

	/** A tab in which nothing goes on shows what one that is opened now would. */
	async checkTab(tab: Tab): Promise<void> {
		for (const entity of await shownOtherwise(tab, this.#disk, this.#world))
			this.#world.faults.push(
				`device ${this.#number} has a tab that shows other ${entity} than a new one would`
			);
	}

	#killTabs(): void {
		for (const { power } of [...this.#tabs]) power.cut();
	}

	/** Its tabs end, and what is on its way arrives. */
	async turnOff(): Promise<void> {
		this.#killTabs();
		await this.network.quiet();
	}

	/** The system clears what the server said; the queue's database stays. */
	async loseData(): Promise<void> {
		this.#killTabs();
		await new DataStore('data', { indexedDB: this.#disk, IDBKeyRange }).delete();
	}

	/** The browser evicts everything it stored. */
	loseAll(): void {
		this.#killTabs();
		this.#world.ledger.lost(this.#number);
		this.#added.clear();
		this.#disk = new IDBFactory();
		this.#copy = null;
	}

	/** The device's own backup is taken. */
	async copyQueue(): Promise<void> {
		this.#copy = await copyDatabase(this.#disk, 'queue');
	}

	/** The device's own backup is too old to be put back. */
	forgetCopy(): void {
		this.#copy = null;
	}

	/** The device's own backup is put back: numbers are given again, and what was sent waits once more. */
	async setQueueBack(): Promise<void> {
		if (!this.#copy) return;
		this.#killTabs();
		this.#world.ledger.lost(this.#number);
		this.#added.clear();
		await setDatabaseBack(this.#disk, 'queue', this.#copy);
	}

	/**
	 * A later version of the app, with one more table, opens the databases while this one's tabs are open:
	 * they give way, and go on.
	 */
	async upgrade(): Promise<void> {
		const { warn } = console;
		// Dexie says that it gave way.
		console.warn = () => {};
		await Promise.all(['queue', 'data'].map((name) => upgradeDatabase(this.#disk, name)));
		console.warn = warn;
	}

	/**
	 * The app was an old version until now, with databases of its first days; the next tab is of this version, and
	 * finds what waits in them.
	 */
	async comeFromBefore(): Promise<void> {
		this.#killTabs();
		for (const name of ['queue', 'data']) await setToFirstVersion(this.#disk, name);
	}

	/**
	 * A complete answer leaves what the rights give in its snapshot; before it is complete, nothing of what they
	 * don't give.
	 */
	async #checkStored(
		answer: PullAnswer,
		{ clientId, sequence }: DataState,
		data: DataStore,
		power: Power
	): Promise<void> {
		if (!power.on) return;
		const snapshot = this.#world.snapshotOf(answer);
		if (!snapshot) return;
		const stored = await storedFragments(data);
		const kept = stored.filter(({ fragment, partition, rows }) =>
			rows.some((row) => !snapshot.gives(fragment, partition, row))
		);
		const { tables } = snapshot;
		const whole = answer.more || !tables || isDeepStrictEqual(tablesFrom(stored), tables);
		if (kept.length === 0 && whole) return;
		// What another tab stored meanwhile is looked at there.
		if ((await data.state(clientId)).sequence !== sequence) return;
		for (const { fragment } of kept)
			this.#world.faults.push(
				`device ${this.#number} keeps ${fragment} that its rights don’t give`
			);
		if (!whole)
			this.#world.faults.push(`device ${this.#number} stored other rows than its rights give`);
	}

	/** What its tabs show that is wrong at rest, and what its lists of refusals hold. */
	async faultsAtRest(): Promise<string[]> {
		const { tables } = await this.#world.oracleFor(this.userId);
		const faults: string[] = [];
		const data = new DataStore('data', { indexedDB: this.#disk, IDBKeyRange });
		for (const [index, { engine }] of this.#tabs.entries()) {
			const name = `device ${this.#number}, tab ${index}`;
			const { waiting, stopped, offlineSince } = engine.status;
			if (waiting > 0 || stopped !== null || offlineSince !== null)
				faults.push(`${name} isn’t at rest: ${JSON.stringify(engine.status)}`);
			const shown = await shownTables(engine, data);
			for (const entity of Object.keys(tables) as (keyof typeof tables)[])
				if (!isDeepStrictEqual(shown[entity], tables[entity]))
					faults.push(`${name} shows other ${entity} than the server has`);
		}
		data.close();
		return faults;
	}

	/** The entries that its list of refusals holds. */
	get refused(): string[] {
		const [tab] = this.#tabs;
		return (tab?.engine.attention ?? []).flatMap(({ refusal, mutation }) =>
			refusal === null ? [] : [entryOf(mutation)]
		);
	}
}

/** What a tab decides by, unless it has yet to read it. */
const standingOf = ({ engine, replica }: Tab) => [
	replica.told,
	engine.waiting.length,
	engine.attention.length
];

async function upgradeDatabase(disk: IDBFactory, name: string): Promise<void> {
	const known = (await disk.databases()).find((database) => database.name === name);
	if (known?.version === undefined) return;
	const version = known.version + 1;
	await new Promise((resolve, reject) => {
		const request = disk.open(name, version);
		request.onupgradeneeded = () => void request.result.createObjectStore(`later ${version}`);
		request.onsuccess = () => resolve(request.result.close());
		request.onerror = () => reject(request.error ?? new Error('the disk failed'));
	});
}
