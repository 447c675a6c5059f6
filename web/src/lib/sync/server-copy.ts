import { unpacked, type FragmentChange } from '@foyer/shared/sync';
import { ArrivingPeople } from './arriving-people.ts';
import type { Chunk, DataState } from './data-store.ts';
import type { Replica } from './replica.ts';
import { isOfEvent, partitionOf, peoplePartition, type Partition } from './partitions.ts';
import { RowTable } from './row-table.ts';
import { ServerRows } from './server-rows.ts';

/** Events whose registrations stay in memory though nobody looks at them at the moment. */
const mostEvents = 24;

/** What was stored up to an answer. */
interface News {
	sequence: number;
	changes: readonly FragmentChange[];
}

/**
 * What the server said as a page holds it: all events and people, and the registrations of the events that
 * somebody looked at lately. Never blocks for long: rows come chunk by chunk.
 */
export class ServerCopy {
	readonly #replica: Replica;
	readonly rows = new ServerRows();
	/** By partition, up to which stored answer it is known, and in the order in which they were last asked for. */
	readonly #asOf = new Map<Partition, number>();
	readonly #readings = new Map<Partition, Promise<void>>();
	/** What is stored while something is read, for each reading that goes on. */
	readonly #meanwhile = new Set<News[]>();
	/** What must stay, as waiting mutations ask about it. */
	#kept: ReadonlySet<Partition> = new Set();
	/** The same for as long as somebody works with it. */
	readonly #held = new Set<ReadonlySet<Partition>>();
	/** What was asked for since something was last read: all that is shown. However much that is, it stays. */
	readonly #askedLately = new Set<Partition>();
	/** The reading of news that goes on, and the next one, which all share who ask for it meanwhile. */
	#catching: Promise<unknown> = Promise.resolve();
	#nextCatching: Promise<boolean> | null = null;
	#state: DataState;
	/** The answer up to which everything was last read anew. */
	#anewAt = 0;
	#arriving: { people: ArrivingPeople; droppedAt: number } | null = null;
	readonly #onRead: () => Promise<void>;
	readonly #onArriving: () => Promise<void>;

	/**
	 * @param onRead is told at once when what is in memory was read, or read anew; resolves once it is shown
	 * @param onArriving is told when more of the people can be looked at who are being read; more of them are
	 * taken in once it resolves
	 */
	constructor(
		replica: Replica,
		state: DataState,
		onRead: () => Promise<void>,
		onArriving: () => Promise<void>
	) {
		this.#replica = replica;
		this.#state = state;
		this.#onRead = onRead;
		this.#onArriving = onArriving;
	}

	/** People who are being read for the first time; none once any of what is being read has been dropped. */
	get arriving(): ArrivingPeople | null {
		const arriving = this.#arriving;
		return arriving?.droppedAt === this.#state.droppedAt ? arriving.people : null;
	}

	get state(): DataState {
		return this.#state;
	}

	/** What was read as of an earlier answer than this can't be brought up to date by what was heard since. */
	get #wholeFrom(): number {
		return Math.max(this.#state.droppedAt, this.#anewAt);
	}

	/** Sees to it that partitions are in memory. */
	async need(partitions: Iterable<Partition>): Promise<void> {
		await Promise.all([...partitions].map((partition) => this.#need(partition)));
	}

	async #need(partition: Partition): Promise<void> {
		this.#askedLately.add(partition);
		const asOf = this.#asOf.get(partition);
		if (asOf !== undefined) {
			// Asked for last, forgotten last.
			this.#asOf.delete(partition);
			this.#asOf.set(partition, asOf);
			return;
		}
		const known = this.#readings.get(partition) ?? this.#read(partition);
		this.#readings.set(partition, known);
		await known;
	}

	async #read(partition: Partition): Promise<void> {
		try {
			for (;;) {
				const wholeFrom = this.#wholeFrom;
				const read = await this.#tables([partition], (sequence) => this.#reach(sequence));
				const old = read.some(({ readAt }) => readAt < this.#wholeFrom);
				if (!old) for (const one of read) this.#show(one);
				// What is stored lacks what was known before: the browser has emptied it meanwhile.
				else if (this.#wholeFrom === wholeFrom) await this.readAnew();
				// Rows that were dropped since must not be shown any more, and what came since isn't all in the news.
				else continue;
				break;
			}
		} finally {
			this.#readings.delete(partition);
			if (partition === peoplePartition) this.#arriving = null;
		}
		this.#forgetOld();
		this.#askedLately.clear();
		await this.#onRead();
	}

	/** Another tab may have stored what was read: whether more is to come of it is known by its own state, not before. */
	async #reach(sequence: number): Promise<void> {
		if (sequence > this.#state.sequence) await this.catchUp();
	}

	/**
	 * Reads partitions, with what is stored while they are being read.
	 * @param reach resolves once the state is as new as what was read
	 */
	async #tables(
		partitions: Iterable<Partition>,
		reach?: (sequence: number) => Promise<void>
	): Promise<Read[]> {
		const meanwhile: News[] = [];
		this.#meanwhile.add(meanwhile);
		try {
			const read = await Promise.all(
				[...partitions].map(async (partition) => {
					const table = new RowTable(partition);
					const { take, taken } = this.#fills(partition, table);
					const readAt = await this.#replica.read(partition, take);
					await taken();
					return { partition, table, readAt };
				})
			);
			await reach?.(Math.max(...read.map(({ readAt }) => readAt)));
			return read.map((one) => withNews(one, meanwhile));
		} finally {
			this.#meanwhile.delete(meanwhile);
		}
	}

	/** What takes in a partition's rows as they are read, and says when all of them are. */
	#fills(partition: Partition, table: RowTable): Filling {
		if (partition !== peoplePartition || this.rows.has(partition)) {
			const take = (chunk: Chunk) => table.fill({ ...chunk, rows: unpacked(chunk.rows) });
			return { take, taken: async () => {} };
		}
		const people = new ArrivingPeople(table);
		this.#arriving = { people, droppedAt: this.#state.droppedAt };
		const coming: Chunk[] = [];
		const takeAll = async (): Promise<void> => {
			for (let chunk = coming.shift(); chunk; chunk = coming.shift())
				if (people.take(chunk) && this.arriving === people) await this.#onArriving();
		};
		let taking: Promise<void> = Promise.resolve();
		return {
			take(chunk) {
				if (coming.push(chunk) === 1) taking = taking.then(takeAll);
				// Told to who waits for all of it; nobody may.
				taking.catch(() => {});
			},
			taken: () => taking
		};
	}

	#show({ partition, table, sequence }: Read): void {
		this.rows.attach(partition, table);
		this.#asOf.delete(partition);
		this.#asOf.set(partition, sequence);
	}

	/** Says which partitions must stay. */
	keep(partitions: ReadonlySet<Partition>): void {
		this.#kept = partitions;
	}

	/** Keeps partitions in memory while they are being worked with. @returns what ends it */
	hold(partitions: ReadonlySet<Partition>): () => void {
		this.#held.add(partitions);
		return () => void this.#held.delete(partitions);
	}

	#mayForget(partition: Partition): boolean {
		const staying = [this.#kept, this.#askedLately, ...this.#held];
		return isOfEvent(partition) && !staying.some((those) => those.has(partition));
	}

	#forgetOld(): void {
		const events = [...this.#asOf.keys()].filter((partition) => this.#mayForget(partition));
		for (const partition of events.slice(0, Math.max(0, events.length - mostEvents))) {
			this.#asOf.delete(partition);
			this.rows.detach(partition);
			// A thread that has ended tells nothing of it either.
			this.#replica.release(partition).catch(() => {});
		}
	}

	/** Takes in what was stored. @returns whether it was news */
	take(state: DataState, changes: readonly FragmentChange[]): boolean {
		const { sequence } = state;
		for (const meanwhile of this.#meanwhile) meanwhile.push({ sequence, changes });
		for (const [partition, changed] of Map.groupBy(changes, partitionOf)) {
			const asOf = this.#asOf.get(partition);
			if (asOf === undefined || asOf >= sequence) continue;
			this.rows.take(partition, changed);
			this.#asOf.set(partition, sequence);
		}
		if (sequence <= this.#state.sequence) return false;
		this.#state = state;
		return true;
	}

	/**
	 * Takes in what another tab stored, once for all who ask before it begins: a tab that slept through a first
	 * sync hears of hundreds of answers at once.
	 * @returns whether there was any
	 */
	catchUp(): Promise<boolean> {
		this.#nextCatching ??= this.#inTurn(() => {
			this.#nextCatching = null;
			return this.#catchUp();
		});
		return this.#nextCatching;
	}

	/** Reads everything that is in memory anew, and shows it at once when it is there. */
	readAnew(): Promise<void> {
		return this.#inTurn(() => this.#readAnew());
	}

	#inTurn<T>(work: () => Promise<T>): Promise<T> {
		const turn = this.#catching.then(work);
		this.#catching = turn.catch(() => {});
		return turn;
	}

	async #catchUp(): Promise<boolean> {
		const news = await this.#replica.news(this.#state.sequence);
		if (news) return this.take(news.state, news.changes);
		await this.#readAnew();
		return true;
	}

	async #readAnew(): Promise<void> {
		const state = await this.#replica.state(this.#state.clientId);
		const read = await this.#tables(new Set([...this.#asOf.keys(), ...this.#readings.keys()]));
		this.#state = state;
		this.#anewAt = state.sequence;
		for (const one of read) this.#show(one);
		await this.#onRead();
		// Something was stored between the reading of one and of another.
		if (read.some(({ sequence }) => sequence !== state.sequence)) await this.#catchUp();
	}
}

/** How a partition's rows are taken in. */
interface Filling {
	take(chunk: Chunk): void;
	/** Resolves once what came has been. */
	taken(): Promise<void>;
}

/** A partition's rows on their way to being shown. */
interface Read {
	partition: Partition;
	table: RowTable;
	/** As of which stored answer they were read. */
	readAt: number;
	/** Up to which one they are known. */
	sequence: number;
}

function withNews(
	{ partition, table, readAt }: Omit<Read, 'sequence'>,
	meanwhile: readonly News[]
): Read {
	let asOf = readAt;
	for (const news of meanwhile) {
		if (news.sequence <= asOf) continue;
		const changes = news.changes.filter((change) => partitionOf(change) === partition);
		table.take(changes.map((change) => ({ ...change, rows: unpacked(change.rows) })));
		asOf = news.sequence;
	}
	return { partition, table, readAt, sequence: asOf };
}
