import { Dexie, type Collection, type DexieOptions, type EntityTable, type Table } from 'dexie';
import { fragments, type FragmentName } from '@foyer/shared/entities';
import type { Registration } from '@foyer/shared/registrations';
import type { Scope } from '@foyer/shared/scopes';
import {
	isPacked,
	unpacked,
	type Cursor,
	type FragmentChange,
	type Membership,
	type PackedRows,
	type PullAnswer,
	type WireRow
} from '@foyer/shared/sync';
import { closeWhenDeleted } from './close-when-deleted.ts';
import { isFull } from './full-disk.ts';
import { countsOf, type RegistrationCounts } from './registration-counts.ts';
import { joinPeople } from './join-people.ts';
import { isListed, readingOrder } from './reading-order.ts';
import { isOfEvent, partitionOf, type Partition } from './partitions.ts';
import { RowTable } from './row-table.ts';
import { steadily } from './steady.ts';

/** Many rows as one record: a hundred times fewer records than one for each row. */
interface Segment {
	key: number;
	scope: Scope;
	fragment: FragmentName;
	partition: Partition;
	/** The stored answer that brought it. */
	sequence: number;
	/** Whether it brought rows for the first time, as far as is known: later ones mostly stand over others. */
	whole: boolean;
	/** Whether it is one of a partition's that were written anew in the order in which rows are listed. */
	ordered?: boolean;
	count: number;
	/** As JSON: a page reads that in half of the time that it takes to be handed the rows. */
	rows: string;
}

/** A row that changed since its segment was stored; null: it left the scope. */
interface ChangedRow {
	scope: Scope;
	fragment: FragmentName;
	partition: Partition;
	sequence: number;
	id: string;
	row: WireRow | null;
}

/** An event's registrations, counted when asked for, forgotten when they change. */
interface Count {
	partition: Partition;
	counts: RegistrationCounts;
}

/** Where the device stands, stored in the same transaction as the rows. */
export interface DataState {
	/** Raised with every stored answer: tells a tab whether it has seen them all. */
	sequence: number;
	/** The last of them after which rows were dropped as a whole: who saw less reads everything anew. */
	droppedAt: number;
	cursors: Record<Scope, Cursor>;
	/** The client's last mutation that these rows contain. */
	lastMutationId: number;
	/** That one's own id; null where the server said nothing of it. */
	lastEntry?: string | null;
	clientId: string;
	membership: Membership | null;
	/** When the rows were complete and fresh, UTC ms by the server's clock; null before the first sync ends. */
	listOf: number | null;
	/** Until when it may be shown without contact, UTC ms by the server's clock; null before there was any. */
	locksAt: number | null;
	/** What the server's clock was ahead of the device's then, in ms. */
	clockOffset: number;
}

const noData = (clientId: string): DataState => ({
	sequence: 0,
	droppedAt: 0,
	cursors: {},
	lastMutationId: 0,
	clientId,
	membership: null,
	listOf: null,
	locksAt: null,
	clockOffset: 0
});

/** Another tab stored an answer first: what this one holds in memory must be read again. */
export class Overtaken extends Error {}

/** Some rows of a partition. */
export interface Chunk extends Omit<FragmentChange, 'event'> {
	/** Whether it is the next of those in the order in which rows are listed. */
	ordered: boolean;
}

/** How a partition was read. */
export interface Reading {
	/** Up to which stored answer. */
	sequence: number;
	/** Whether it is worth being written anew. */
	worn: boolean;
}

/** A partition's rows as they are stored, the newest first: what comes later is for what is still lacking. */
export interface StoredRows extends Reading {
	chunks: Chunk[];
}

/** The rows of a partition's fragments, each once. */
export function rowsOf({ chunks }: Pick<StoredRows, 'chunks'>) {
	const byFragment = new Map<FragmentName, Map<string, WireRow | null>>();
	for (const { fragment, rows, gone } of chunks) {
		const known = byFragment.get(fragment) ?? new Map<string, WireRow | null>();
		byFragment.set(fragment, known);
		for (const id of gone) if (!known.has(id)) known.set(id, null);
		for (const row of unpacked(rows)) if (!known.has(row[0])) known.set(row[0], row);
	}
	return [...byFragment].map(([fragment, rows]) => ({
		fragment,
		rows: [...rows.values()].filter((row) => row !== null)
	}));
}

type DataDatabase = Dexie & {
	segments: EntityTable<Segment, 'key'>;
	rows: Table<ChangedRow, [Scope, FragmentName, string]>;
	counts: EntityTable<Count, 'partition'>;
	state: Table<DataState, string>;
};

/** Another version of the app, which a tab still runs, may store other fragments. */
const isKnown = ({ fragment }: { fragment: string }): boolean => fragment in fragments;

/** Segments that are read at once. */
const readAtOnce = 8;
/** Of those in order, how many at first: there is something to be shown. */
const readFirst = 1;

const rowsIn = (
	segments: readonly Stretch[],
	which: (segment: Stretch) => boolean | undefined
): number => segments.reduce((sum, segment) => sum + (which(segment) ? segment.count : 0), 0);

/** What of a segment says whether its partition is worth being written anew. */
type Stretch = Pick<Segment, 'whole' | 'ordered' | 'count'>;

/** More records than this are not read as news: a tab that slept through a first sync reads chunk by chunk what it shows. */
const mostNews = { segments: 40, rows: 10_000 };

/** What the server said, in IndexedDB. May be dropped at any time and fetched again. */
export class DataStore {
	/** Fewer rows than this are stored one by one. */
	protected readonly segmentFrom: number = 20;
	/** More rows than this, overtaken or in no order, are worth being written anew. */
	protected readonly wornFrom: number = 2000;
	/** Rows in a segment that is written anew. */
	protected readonly segmentRows: number = 2500;
	readonly #db: DataDatabase;

	constructor(name: string, options: Pick<DexieOptions, 'indexedDB' | 'IDBKeyRange'> = {}) {
		const db = new Dexie(name, { ...options, chromeTransactionDurability: 'relaxed' });
		db.version(1).stores({
			segments: '++key, scope',
			rows: '[scope+fragment+id], scope',
			state: ''
		});
		db.version(2)
			.stores({
				segments: '++key, scope, partition, sequence',
				rows: '[scope+fragment+id], scope, partition, sequence',
				counts: 'partition',
				state: ''
			})
			.upgrade((tx) =>
				Promise.all(['segments', 'rows', 'state'].map((name) => tx.table(name).clear()))
			);
		db.version(3).stores({}).upgrade(joinPeople);
		closeWhenDeleted(db);
		this.#db = db as DataDatabase;
	}

	/** Where the device stands. Rows of another client id are kept: only their mutation number is not. */
	async state(clientId: string): Promise<DataState> {
		return (await this.#stored()) ?? noData(clientId);
	}

	/** Who the device's user is in the organisation, as last heard. */
	async membership(): Promise<Membership | null> {
		return (await this.#stored())?.membership ?? null;
	}

	#stored(): Promise<DataState | undefined> {
		return steadily(this.#db, () => this.#db.state.get('state'));
	}

	/** Every partition of which something is stored. */
	async partitions(): Promise<Partition[]> {
		const { segments, rows } = this.#db;
		const names = await this.#reading([segments, rows], async () => [
			...(await segments.orderBy('partition').uniqueKeys()),
			...(await rows.orderBy('partition').uniqueKeys())
		]);
		return [...new Set(names)] as Partition[];
	}

	/** A partition as a whole, where asked for of some fragments alone. */
	async load(partition: Partition, only?: readonly FragmentName[]): Promise<StoredRows> {
		const chunks: Chunk[] = [];
		const reading = await this.read(partition, (chunk) => chunks.push(chunk), only);
		return { ...reading, chunks };
	}

	/**
	 * Reads a partition chunk by chunk, the newest first. A row that came once is not overtaken by what comes
	 * later, so that what is there can be shown before the rest is.
	 */
	read(
		partition: Partition,
		take: (chunk: Chunk) => void,
		only?: readonly FragmentName[]
	): Promise<Reading> {
		const { segments, rows, state } = this.#db;
		const wanted = (of: { fragment: FragmentName }) => only?.includes(of.fragment) ?? isKnown(of);
		return this.#reading([segments, rows, state], async () => {
			const single = (await rows.where({ partition }).toArray()).filter(wanted);
			for (const [fragment, all] of Map.groupBy(single, ({ fragment }) => fragment))
				take({
					fragment,
					rows: all.map(({ row }) => row).filter((row) => row !== null),
					gone: all.filter(({ row }) => row === null).map(({ id }) => id),
					ordered: false
				});
			const stretches: Stretch[] = [];
			await this.#eachSegment(partition, (segment) => {
				const { fragment, count, rows: json, whole, ordered = false } = segment;
				if (!wanted(segment)) return;
				stretches.push({ whole, ordered, count });
				take({ fragment, rows: { count, json }, gone: [], ordered });
			});
			const sequence = (await state.get('state'))?.sequence ?? 0;
			return { sequence, worn: this.#isWorn(partition, stretches) };
		});
	}

	/** A partition's segments: those that came after it was last written anew, the last first, then in their order. */
	async #eachSegment(partition: Partition, take: (segment: Segment) => void): Promise<void> {
		const { segments } = this.#db;
		const keys = await segments.where({ partition }).primaryKeys();
		let ordered = 0;
		for (let to = keys.length; to > 0 && ordered === 0; to -= readAtOnce) {
			const from = Math.max(0, to - readAtOnce);
			const some = present(await segments.bulkGet(keys.slice(from, to)));
			const later = some.findLastIndex((segment) => segment.ordered) + 1;
			for (const segment of some.slice(later).reverse()) take(segment);
			if (later > 0) ordered = from + later;
		}
		for (let from = 0; from < ordered;) {
			const to = Math.min(from + (from === 0 ? readFirst : readAtOnce), ordered);
			present(await segments.bulkGet(keys.slice(from, to))).forEach(take);
			from = to;
		}
	}

	/** Whether much of it stands over other rows, or in no order though it is read in one. */
	#isWorn(partition: Partition, segments: readonly Stretch[]): boolean {
		const later = rowsIn(segments, ({ whole }) => !whole);
		const inNoOrder = rowsIn(segments, ({ ordered }) => !ordered);
		const overtakes = later > this.wornFrom && later > rowsIn(segments, ({ whole }) => whole);
		return overtakes || (isListed(partition) && inNoOrder > this.wornFrom);
	}

	/** What was stored after an answer, by the records it stands in; null where all must be read anew. */
	async news(since: number): Promise<{ state: DataState; changes: FragmentChange[] } | null> {
		const { segments, rows, state } = this.#db;
		return this.#reading([segments, rows, state], async () => {
			const stored = await state.get('state');
			if (!stored || stored.droppedAt > since || stored.sequence < since) return null;
			const [newSegments, newRows] = [segments, rows].map((table) =>
				table.where('sequence').above(since)
			) as [Collection<Segment>, Collection<ChangedRow>];
			if ((await newSegments.count()) > mostNews.segments) return null;
			if ((await newRows.count()) > mostNews.rows) return null;
			const changes = (await newSegments.toArray())
				.filter(isKnown)
				.map(({ fragment, partition, count, rows: json }) =>
					changeOf(fragment, partition, { count, json }, [])
				);
			for (const { fragment, partition, id, row } of (await newRows.toArray()).filter(isKnown))
				changes.push(changeOf(fragment, partition, row ? [row] : [], row ? [] : [id]));
			return { state: stored, changes };
		});
	}

	/**
	 * Stores an answer's rows, cursors and mutation number in one transaction.
	 * @param clockOffset what the server's clock is ahead of the device's, in ms
	 * @throws Overtaken when another tab stored one after the state was read
	 */
	async store(
		answer: PullAnswer,
		before: DataState,
		clientId: string,
		clockOffset = before.clockOffset
	): Promise<DataState> {
		const state = { ...stateAfter(answer, before, clientId), clockOffset };
		const { sequence } = state;
		const { segments, rows, counts, state: states } = this.#db;
		await this.#writing([segments, rows, counts, states], async () => {
			const stored = await states.get('state');
			if ((stored?.sequence ?? 0) !== before.sequence) throw new Overtaken();
			const dropped = droppedScopes(answer);
			for (const scope of dropped) {
				await segments.where({ scope }).delete();
				await rows.where({ scope }).delete();
			}
			if (dropped.length > 0) await counts.clear();
			const single: ChangedRow[] = [];
			for (const { scope, changes } of answer.scopes) {
				for (const change of changes) {
					const { fragment, gone } = change;
					const record = { scope, fragment, partition: partitionOf(change), sequence };
					// In the order of an answer: pages come last, and a row of both is the same in both.
					const packed = packedRows(change.rows);
					if (packed.count >= this.segmentFrom)
						await this.#addSegment({ ...record, whole: isPaging(before, scope) }, packed);
					else for (const row of unpacked(change.rows)) single.push({ ...record, id: row[0], row });
					for (const id of gone) single.push({ ...record, id, row: null });
				}
			}
			await rows.bulkPut(single);
			await counts.bulkDelete(changedCounts(answer));
			await states.put(state, 'state');
		});
		return state;
	}

	/** A segment is read before the single rows, so those that it brings anew must not stand after it. */
	async #addSegment(
		segment: Omit<Segment, 'key' | 'rows' | 'count'>,
		packed: PackedRows
	): Promise<void> {
		const { scope, fragment, partition } = segment;
		await this.#db.segments.add({ ...segment, count: packed.count, rows: packed.json });
		const single = await this.#db.rows.where({ partition }).primaryKeys();
		if (single.length === 0) return;
		const ids = new Set(unpacked(packed).map(([id]) => id));
		await this.#db.rows.bulkDelete(
			single.filter(([its, part, id]) => its === scope && part === fragment && ids.has(id))
		);
	}

	/** Writes a partition's segments anew where that is worth it; not while a first sync is bringing more of them. */
	async compact(partition: Partition): Promise<void> {
		const { segments, rows, state } = this.#db;
		await this.#writing([segments, rows, state], async () => {
			const stored = await state.get('state');
			const known = await segments.where({ partition }).toArray();
			if (!stored || stored.listOf === null || !this.#isWorn(partition, known)) return;
			const changed = await rows.where({ partition }).toArray();
			await segments.where({ partition }).delete();
			// Where a row was removed is kept as it is: another tab may still have to hear of it.
			await rows.bulkDelete(
				changed.flatMap(({ scope, fragment, id, row }) =>
					row ? [[scope, fragment, id] as [Scope, FragmentName, string]] : []
				)
			);
			const { sequence } = stored;
			const ordered = isListed(partition);
			for (const { scope, fragment, rows: page } of pagesOf(
				partition,
				known,
				changed,
				this.segmentRows
			))
				await segments.add({
					...{ scope, fragment, partition, sequence, whole: true, ordered },
					count: page.length,
					rows: JSON.stringify(page)
				});
		});
	}

	/** What the registrations of each of some events come to. */
	async counts(partitions: readonly Partition[]): Promise<RegistrationCounts[]> {
		const { counts } = this.#db;
		const known = await this.#reading([counts], () => counts.bulkGet([...partitions]));
		return Promise.all(
			partitions.map(async (partition, index) => known[index]?.counts ?? this.#counted(partition))
		);
	}

	/** Counts an event's registrations, and notes it where there is room to. */
	async #counted(partition: Partition): Promise<RegistrationCounts> {
		const { segments, rows, counts, state } = this.#db;
		try {
			return await this.#writing([segments, rows, counts, state], async () => {
				const counted = await this.#count(partition);
				await counts.put({ partition, counts: counted });
				return counted;
			});
		} catch (error) {
			if (!isFull(error)) throw error;
			return this.#count(partition);
		}
	}

	async #count(partition: Partition): Promise<RegistrationCounts> {
		const table = new RowTable(partition);
		const rows = rowsOf(await this.load(partition, counted));
		table.take(rows.map((one) => ({ ...one, gone: [] })));
		return countsOf(table.rows.values() as Iterable<Registration>);
	}

	#reading<T>(tables: Table[], work: () => Promise<T>): Promise<T> {
		return steadily(this.#db, () => this.#db.transaction('r', tables, work));
	}

	#writing<T>(tables: Table[], work: () => Promise<T>): Promise<T> {
		return steadily(this.#db, () => this.#db.transaction('rw', tables, work));
	}

	async delete(): Promise<void> {
		await this.#db.delete();
	}

	close(): void {
		this.#db.close();
	}
}

/** Whether rows of a scope come for the first time. */
const isPaging = ({ cursors }: DataState, scope: Scope): boolean =>
	!cursors[scope] || cursors[scope].after !== undefined;

const present = <T>(records: readonly (T | undefined)[]): T[] =>
	records.filter((record) => record !== undefined);

/** A partition's rows as they are, each once, in pages: those of one page of each fragment follow each other. */
function pagesOf(
	partition: Partition,
	segments: readonly Segment[],
	changed: readonly ChangedRow[],
	size: number
): { scope: Scope; fragment: FragmentName; rows: WireRow[] }[] {
	const nameOf = ({ scope, fragment }: Pick<Segment, 'scope' | 'fragment'>) =>
		`${scope} ${fragment}`;
	const whole = Map.groupBy(segments, nameOf);
	const later = Map.groupBy(changed, nameOf);
	const merged = [...new Set([...whole.keys(), ...later.keys()])].map((name) => {
		const [all = [], changes = []] = [whole.get(name), later.get(name)];
		const rows = new Map<string, WireRow>();
		for (const { rows: page } of all)
			for (const row of JSON.parse(page) as WireRow[]) rows.set(row[0], row);
		// Another tab may take them for news, so each must be as it is now, whichever record says so.
		for (const { id, row } of changes) {
			if (row) rows.set(id, row);
			else rows.delete(id);
		}
		const { scope, fragment } = (all[0] ?? changes[0]) as Segment | ChangedRow;
		return { scope, fragment, rows };
	});
	const order = readingOrder(
		partition,
		merged.map(({ fragment, rows }) => [fragment, rows])
	);
	const pages = merged.flatMap(({ scope, fragment, rows }) => {
		const inOrder = order ? present(order.map((id) => rows.get(id))) : [...rows.values()];
		const count = Math.ceil(inOrder.length / size);
		return Array.from({ length: count }, (_, page) => ({
			...{ scope, fragment, page },
			rows: inOrder.slice(page * size, (page + 1) * size)
		}));
	});
	return pages.sort((a, b) => a.page - b.page);
}

/** The fragments that an event's counts depend on. */
const counted: readonly FragmentName[] = ['registrations', 'registrationContacts'];

const packedRows = (rows: FragmentChange['rows']): PackedRows =>
	isPacked(rows) ? rows : { count: rows.length, json: JSON.stringify(rows) };

const changeOf = (
	fragment: FragmentName,
	partition: Partition,
	rows: FragmentChange['rows'],
	gone: string[]
): FragmentChange => ({ fragment, event: isOfEvent(partition) ? partition : null, rows, gone });

/** The scopes of which nothing is kept of what was held. */
export const droppedScopes = ({ removed, scopes }: PullAnswer): Scope[] => [
	...removed,
	...scopes.flatMap(({ scope, reset }) => (reset ? [scope] : []))
];

/** The events whose registrations an answer changes. */
const changedCounts = ({ scopes }: PullAnswer): Partition[] =>
	scopes.flatMap(({ changes }) =>
		changes.filter(({ fragment }) => counted.includes(fragment)).map(partitionOf)
	);

/** Where the device stands in each scope once an answer is stored. */
export function cursorsAfter(
	before: DataState['cursors'],
	answer: PullAnswer
): DataState['cursors'] {
	const cursors = { ...before };
	for (const scope of answer.removed) delete cursors[scope];
	for (const { scope, cursor } of answer.scopes) cursors[scope] = cursor;
	return cursors;
}

function stateAfter(
	answer: PullAnswer,
	before: DataState,
	clientId: string
): Omit<DataState, 'clockOffset'> {
	const sequence = before.sequence + 1;
	const drops = droppedScopes(answer).some((scope) => before.cursors[scope] !== undefined);
	// What was there comes anew, page by page: the list isn't whole any more.
	const same = before.clientId === clientId;
	const begunAnew = answer.scopes.some(({ scope, reset }) => reset && before.cursors[scope]);
	return {
		sequence,
		droppedAt: drops ? sequence : before.droppedAt,
		cursors: cursorsAfter(before.cursors, answer),
		clientId,
		lastMutationId: answer.lastMutationId ?? (same ? before.lastMutationId : 0),
		lastEntry: (answer.lastMutationId === null && same ? before : answer).lastEntry ?? null,
		membership: answer.membership,
		listOf: answer.more ? (begunAnew ? null : before.listOf) : answer.serverTime,
		locksAt: answer.serverTime + answer.lease
	};
}
