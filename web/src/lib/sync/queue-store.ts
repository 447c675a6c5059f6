import { Dexie, type DexieOptions, type EntityTable, type Table, type Transaction } from 'dexie';
import type { Notice, Refusal } from '@foyer/shared/mutation';
import { digestWith, type Outcome, type QueuedMutation } from '@foyer/shared/sync';
import type { CarriedChange, Changes, ChangesOwner } from './changes-file.ts';
import { closeWhenDeleted } from './close-when-deleted.ts';
import { Resting } from './resting.ts';
import { steadily } from './steady.ts';

/** A mutation as the device keeps it: waiting until its outcome is known, then kept for a while in case the server is restored from a backup. */
export interface KeptMutation extends QueuedMutation {
	entry: string;
	outcome: Outcome | null;
	/** UTC ms by the device's corrected clock; null while waiting. */
	settledAt: number | null;
	/** Whether it waits again though it was answered once: what it was told then isn't told again. */
	answered?: boolean;
}

/** What a person should look at: a refused mutation, or one that was done otherwise than asked. */
export interface AttentionItem {
	key: number;
	mutation: QueuedMutation & { entry: string };
	refusal: Refusal | null;
	notices: Notice[];
	at: number;
}

interface Client {
	clientId: string;
	lastId: number;
	/** The last of its mutations whose outcome is known, as is that of all before, and their digest. Queues of before don't know. */
	settled?: { id: number; digest: number };
}

const newClient = (clientId: string, lastId: number): Client => ({
	clientId,
	lastId,
	settled: { id: 0, digest: 0 }
});

/** The kept mutations in order, the client id that their numbers belong to, and the last number given. */
export interface QueueContents extends Client {
	mutations: readonly KeptMutation[];
}

/** What is saved: the store gives its number and its entry. */
export type NewMutation = Omit<CarriedChange, 'entry'>;

/** What a queue has that exists nowhere else: what waits, and what was refused. */
export function changesOf(
	mutations: readonly KeptMutation[],
	attention: readonly AttentionItem[]
): Changes {
	return {
		waiting: mutations
			.filter(({ outcome }) => outcome === null)
			.map(({ entry, name, args, occurredAt }) => ({ entry, name, args, occurredAt })),
		refused: attention.flatMap(({ mutation, refusal, at }) => {
			const { entry, name, args, occurredAt } = mutation;
			return refusal ? [{ entry, name, args, occurredAt, refusal, at }] : [];
		})
	};
}

const day = 86_400_000;

/** How long settled mutations are kept. A device that was away may hold older ones. */
const keptFor = 14 * day;

/**
 * How many mutations are handed to the database, or asked of it, at once: it copies them before the page gets its
 * turn, and each may carry 500 people.
 */
const handedOver = 4;

/** How old a settled mutation may be that is sent again: the server knows what it did for 400 days. */
const sentAgainFor = 365 * day;

/** An entry that came from a file: it is taken in once, whatever becomes of it here. */
interface Loaded {
	entry: string;
}

type QueueDatabase = Dexie & {
	client: Table<Client, string>;
	loaded: Table<Loaded, string>;
	owner: Table<ChangesOwner, string>;
	mutations: EntityTable<KeptMutation, 'id'>;
	attention: EntityTable<AttentionItem, 'key'>;
};

/**
 * The durable queue, in a database of its own: what the server said can be dropped without it.
 * Every method is one transaction; ids are given inside it, so several tabs may write at once.
 */
export class QueueStore {
	readonly #db: QueueDatabase;
	readonly #newId: () => string;
	/** The mutations as they were read last, by their numbers. */
	#read = new Map<number, KeptMutation>();
	#readOf = '';
	/** What goes on. */
	readonly #transactions = new Set<Transaction>();
	#isResting = false;

	constructor(
		name: string,
		newId: () => string,
		options: Pick<DexieOptions, 'indexedDB' | 'IDBKeyRange'> = {}
	) {
		// 'strict': what is shown as saved has left the browser's buffers.
		const db = new Dexie(name, { ...options, chromeTransactionDurability: 'strict' });
		db.version(1).stores({ client: '', mutations: 'id', attention: '++key' });
		db.version(2).stores({ loaded: 'entry', owner: '' });
		db.version(3).stores({ mutations: 'id,entry,settledAt' });
		closeWhenDeleted(db);
		this.#db = db as QueueDatabase;
		this.#newId = newId;
	}

	/** The id under which this device pushes, made at the first call. */
	async clientId(): Promise<string> {
		return this.#writing([this.#db.client], async () => (await this.#client()).clientId);
	}

	async #client(): Promise<Client> {
		const known = await this.#db.client.get('client');
		if (known) return known;
		const client = newClient(this.#newId(), 0);
		await this.#db.client.put(client, 'client');
		return client;
	}

	/** Saves mutations, all or none: once this resolves they survive the tab. */
	async add(mutations: readonly NewMutation[]): Promise<void> {
		const { client, mutations: kept } = this.#db;
		const entries = mutations.map((mutation) => ({ entry: this.#newId(), ...mutation }));
		await this.#writing([client, kept], async (again) => {
			const known = new Set(again ? (await kept.toArray()).map(({ entry }) => entry) : []);
			await this.#append(unknown(entries, known));
		});
	}

	/**
	 * Saves a mutation in the place of what needed attention, which leaves the list with the same commit.
	 * @returns whether it was listed still: nothing is saved where another tab has seen to it
	 */
	async addInPlaceOf(key: number, mutation: NewMutation): Promise<boolean> {
		const { client, mutations: kept, attention } = this.#db;
		const entry = { entry: this.#newId(), ...mutation };
		return this.#writing([client, kept, attention], async (again) => {
			if (!(await attention.get(key)))
				return again && (await kept.toArray()).some((one) => one.entry === entry.entry);
			await attention.delete(key);
			await this.#append([entry]);
			return true;
		});
	}

	/** Numbers mutations and queues them; to be called within a transaction. */
	async #append(mutations: readonly CarriedChange[]): Promise<void> {
		const client = await this.#client();
		const kept = mutations.map((mutation, index) => ({
			id: client.lastId + 1 + index,
			...mutation,
			outcome: null,
			settledAt: null
		}));
		for (let at = 0; at < kept.length; at += handedOver)
			await this.#db.mutations.bulkAdd(kept.slice(at, at + handedOver));
		await this.#db.client.put({ ...client, lastId: client.lastId + mutations.length }, 'client');
	}

	async all(): Promise<QueueContents> {
		return this.#writing([this.#db.client, this.#db.mutations], async () => {
			const client = await this.#client();
			// Numbered anew, they may have been settled otherwise.
			if (client.clientId !== this.#readOf) this.#read = new Map();
			this.#readOf = client.clientId;
			return { ...client, mutations: await this.#readKept() };
		});
	}

	/**
	 * The mutations in order; to be called within a transaction. A spreadsheet's are megabytes, and are kept for
	 * days: one that was read before is read again only where it is another by now, or has been settled since.
	 */
	async #readKept(): Promise<KeptMutation[]> {
		const { mutations } = this.#db;
		const byEntry = mutations.orderBy('entry');
		const [entries, ids] = [await byEntry.keys(), await byEntry.primaryKeys()];
		const settled = new Set(await mutations.orderBy('settledAt').primaryKeys());
		const before = this.#read;
		const isKnown = (id: number, index: number): boolean => {
			const known = before.get(id);
			const hasSettled = known !== undefined && known.settledAt !== null;
			return known?.entry === entries[index] && hasSettled === settled.has(id);
		};
		const changed = ids.filter((id, index) => !isKnown(id, index));
		const read = new Map<number, KeptMutation>();
		for (let at = 0; at < changed.length; at += handedOver)
			for (const one of await mutations.bulkGet(changed.slice(at, at + handedOver)))
				if (one) read.set(one.id, one);
		const kept = ids
			.toSorted((a, b) => a - b)
			.flatMap((id) => read.get(id) ?? before.get(id) ?? []);
		this.#read = new Map(kept.map((one) => [one.id, one]));
		return kept;
	}

	/**
	 * Takes in changes from a file: those that wait are queued behind what is here, those that were refused are
	 * filed. What this device has or had already, by its entry, is left out, so loading a file twice is nothing.
	 * @returns what was taken in
	 */
	async load({ waiting, refused }: Changes): Promise<Changes> {
		const { client, mutations, attention, loaded } = this.#db;
		return this.#writing([client, mutations, attention, loaded], async () => {
			const known = new Set([
				...(await mutations.toArray()).map(({ entry }) => entry),
				...(await attention.toArray()).map(({ mutation }) => mutation.entry),
				...(await loaded.toArray()).map(({ entry }) => entry)
			]);
			const taken = { waiting: unknown(waiting, known), refused: unknown(refused, known) };
			await this.#append(taken.waiting);
			await attention.bulkAdd(
				taken.refused.map(({ refusal, at, ...mutation }) => ({
					mutation: { id: 0, ...mutation },
					refusal,
					notices: [],
					at
				}))
			);
			await loaded.bulkAdd([...taken.waiting, ...taken.refused].map(({ entry }) => ({ entry })));
			return taken;
		});
	}

	async attention(): Promise<AttentionItem[]> {
		const { attention } = this.#db;
		return this.#within('r', [attention], () => attention.toArray());
	}

	/** What exists nowhere else. */
	async changes(): Promise<Changes> {
		const { mutations } = await this.all();
		return changesOf(mutations, await this.attention());
	}

	/** Notes whose queue it is, for when the data that says so is gone. */
	async name({ user, organisation }: ChangesOwner): Promise<void> {
		await steadily(this.#db, () => this.#db.owner.put({ user, organisation }, 'owner'));
	}

	/** Whose queue it is, where that was noted. */
	async owner(): Promise<ChangesOwner | null> {
		return (await steadily(this.#db, () => this.#db.owner.get('owner'))) ?? null;
	}

	/**
	 * Records what became of a client's mutations; what a person should know of is filed. Doing it twice
	 * changes nothing, and so does an answer to a client id that has been given up, or another one than the first:
	 * that one the digests tell of.
	 */
	async settle(
		clientId: string,
		results: readonly { id: number; outcome: Outcome }[],
		at: number
	): Promise<void> {
		const { client, mutations, attention } = this.#db;
		await this.#writing([client, mutations, attention], async () => {
			const before = await this.#client();
			if (before.clientId !== clientId) return;
			let { settled } = before;
			for (const { id, outcome } of results) {
				const kept = await this.#db.mutations.get(id);
				if (!kept || kept.outcome !== null) continue;
				if (settled?.id === id - 1) settled = { id, digest: digestWith(settled.digest, outcome) };
				await this.#db.mutations.put({ ...kept, outcome, settledAt: at });
				const refusal = outcome.outcome === 'refused' ? outcome.refusal : null;
				const notices = outcome.outcome === 'applied' && !kept.answered ? outcome.notices : [];
				const { entry, name, args, occurredAt } = kept;
				if (refusal || notices.length > 0) {
					await this.#db.attention.add({
						mutation: { id, entry, name, args, occurredAt },
						refusal,
						notices,
						at
					});
				}
			}
			if (settled) await this.#db.client.put({ ...before, settled }, 'client');
		});
	}

	/** Forgets settled mutations that the rows contain and that are old enough. */
	async prune(lastMutationId: number, now: number): Promise<void> {
		await this.#writing([this.#db.mutations], () =>
			this.#db.mutations
				.where('id')
				.belowOrEqual(lastMutationId)
				.filter(({ settledAt }) => settledAt !== null && settledAt < now - keptFor)
				.delete()
		);
	}

	/** Takes an item off the list: it was discarded or read. */
	async dismiss(key: number): Promise<void> {
		await this.#writing([this.#db.attention], () => this.#db.attention.delete(key));
	}

	/**
	 * Goes on under a new client id, where the server lost mutations (it was restored from a backup) or the old id
	 * is another device's as well. Everything that is kept is numbered anew from 1 and waits again, but for what
	 * was refused and is listed no longer, as somebody saw to it, and for what was settled too long ago: what the
	 * server has processed, it knows by its entry, and answers as the first time.
	 */
	async renumber(clientId: string, now: number): Promise<void> {
		const { client, mutations, attention } = this.#db;
		await this.#writing([client, mutations, attention], async () => {
			// Another tab was first: the numbers are new ones already.
			if ((await this.#client()).clientId !== clientId) return;
			const refused = (await attention.toArray()).filter(({ refusal }) => refusal !== null);
			const listed = new Map(refused.map(({ mutation, key }) => [mutation.entry, key]));
			const again = (await mutations.orderBy('id').toArray()).filter(
				({ outcome, settledAt, entry }) =>
					(outcome?.outcome !== 'refused' || listed.has(entry)) &&
					(settledAt === null || settledAt > now - sentAgainFor)
			);
			await attention.bulkDelete(again.flatMap(({ entry }) => listed.get(entry) ?? []));
			await mutations.clear();
			await mutations.bulkAdd(
				again.map((mutation, index) => ({
					...mutation,
					id: index + 1,
					outcome: null,
					settledAt: null,
					answered: mutation.answered || mutation.outcome !== null
				}))
			);
			await client.put(newClient(this.#newId(), again.length), 'client');
		});
	}

	#writing<T>(tables: Table[], work: (again: boolean) => Promise<T>): Promise<T> {
		return this.#within('rw', tables, work);
	}

	async #within<T>(
		mode: 'r' | 'rw',
		tables: Table[],
		work: (again: boolean) => Promise<T>
	): Promise<T> {
		let transaction: Transaction | undefined;
		try {
			return await steadily(this.#db, (again) =>
				this.#db.transaction(mode, tables, (begun) => {
					transaction = begun;
					this.#transactions.add(begun);
					return work(again);
				})
			);
		} catch (error) {
			throw this.#isResting ? new Resting() : error;
		} finally {
			if (transaction) this.#transactions.delete(transaction);
		}
	}

	/**
	 * Lets go of the database until woken: beside a page that is put aside in the midst of a transaction no other
	 * can use it. What was being saved is told not to be, and isn't.
	 */
	rest(): void {
		this.#isResting = true;
		for (const transaction of this.#transactions) transaction.abort();
		this.#db.close();
	}

	wake(): void {
		this.#isResting = false;
		// It is opened at its next use.
		this.#db.close({ disableAutoOpen: false });
	}

	async delete(): Promise<void> {
		await this.#db.delete();
	}

	close(): void {
		this.#db.close();
	}
}

/** The changes whose entries are not known yet, each once; they are known from then on. */
function unknown<C extends CarriedChange>(changes: readonly C[], known: Set<string>): C[] {
	return changes.filter(({ entry }) => {
		const isNew = !known.has(entry);
		known.add(entry);
		return isNew;
	});
}
