import { Dexie, type Collection, type DexieOptions, type EntityTable, type Table } from 'dexie';
import type { FragmentName } from '@foyer/shared/entities';
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
import { isOfEvent, partitionOf, RowTable, type Partition } from './rows.ts';
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
export type Chunk = Omit<FragmentChange, 'event'>;

/** A partition's rows as they are stored: what comes later stands over what came before. */
export interface StoredRows {
	/** Up to which stored answer. */
	sequence: number;
	/** Many rows at a time, then those that changed since. */
	chunks: Chunk[];
	/** Whether they take much more room than they need. */
	wasteful: boolean;
}

/** The rows of a partition's fragments, each once. */
export function rowsOf({ chunks }: Pick<StoredRows, 'chunks'>) {
	const byFragment = new Map<FragmentName, Map<string, WireRow>>();
	for (const { fragment, rows, gone } of chunks) {
		const known = byFragment.get(fragment) ?? new Map<string, WireRow>();
		byFragment.set(fragment, known);
		for (const row of unpacked(rows)) known.set(row[0], row);
		for (const id of gone) known.delete(id);
	}
	return [...byFragment].map(([fragment, rows]) => ({ fragment, rows: [...rows.values()] }));
}

type DataDatabase = Dexie & {
	segments: EntityTable<Segment, 'key'>;
	rows: Table<ChangedRow, [Scope, FragmentName, string]>;
	counts: EntityTable<Count, 'partition'>;
	state: Table<DataState, string>;
};

/** Rows in a segment that is written anew. */
const segmentRows = 2500;

/** Whether so much of a partition's records may stand over others that they are worth writing anew. */
function isWasteful(segments: readonly Pick<Segment, 'whole' | 'count'>[]): boolean {
	const rows = (whole: boolean) =>
		segments.reduce((sum, segment) => sum + (segment.whole === whole ? segment.count : 0), 0);
	return rows(false) > 2000 && rows(false) > rows(true);
}

/** More records than this are not read as news: a tab that slept through a first sync reads chunk by chunk what it shows. */
const mostNews = { segments: 40, rows: 10_000 };

/** What the server said, in IndexedDB. May be dropped at any time and fetched again. */
export class DataStore {
	/** Fewer rows than this are stored one by one. */
	protected readonly segmentFrom: number = 20;
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

	/** Reads a partition, where asked for of some fragments alone. */
	async load(partition: Partition, only?: readonly FragmentName[]): Promise<StoredRows> {
		const { segments, rows, state } = this.#db;
		return this.#reading([segments, rows, state], async () => {
			const stored = await this.#read(partition, only);
			return { sequence: (await state.get('state'))?.sequence ?? 0, ...stored };
		});
	}

	async #read(
		partition: Partition,
		only?: readonly FragmentName[]
	): Promise<Omit<StoredRows, 'sequence'>> {
		const wanted = ({ fragment }: { fragment: FragmentName }) => only?.includes(fragment) ?? true;
		const segments = (await this.#db.segments.where({ partition }).toArray()).filter(wanted);
		const single = (await this.#db.rows.where({ partition }).toArray()).filter(wanted);
		const changed = [...Map.groupBy(single, ({ fragment }) => fragment)].map(([fragment, all]) => ({
			fragment,
			rows: all.map(({ row }) => row).filter((row) => row !== null),
			gone: all.filter(({ row }) => row === null).map(({ id }) => id)
		}));
		return {
			chunks: [
				...segments.map(({ fragment, count, rows: json }) => ({
					fragment,
					rows: { count, json },
					gone: []
				})),
				...changed
			],
			wasteful: isWasteful(segments)
		};
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
			const changes = (await newSegments.toArray()).map(
				({ fragment, partition, count, rows: json }) =>
					changeOf(fragment, partition, { count, json }, [])
			);
			for (const { fragment, partition, id, row } of await newRows.toArray())
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

	/** Writes a partition's segments anew where much of what stands in them has been overtaken. */
	async compact(partition: Partition): Promise<void> {
		const { segments, rows, state } = this.#db;
		await this.#writing([segments, rows, state], async () => {
			const stored = await state.get('state');
			const known = await segments.where({ partition }).toArray();
			if (!stored || !isWasteful(known)) return;
			const changed = await rows.where({ partition }).toArray();
			await segments.where({ partition }).delete();
			const nameOf = ({ scope, fragment }: Pick<Segment, 'scope' | 'fragment'>) =>
				`${scope} ${fragment}`;
			const later = Map.groupBy(changed, nameOf);
			for (const [name, all] of Map.groupBy(known, nameOf)) {
				const merged = new Map<string, WireRow>();
				for (const { rows: page } of all)
					for (const row of JSON.parse(page) as WireRow[]) merged.set(row[0], row);
				// Another tab may take them for news, so each must be as it is now, whichever record says so.
				for (const { id, row } of later.get(name) ?? []) {
					if (row) merged.set(id, row);
					else merged.delete(id);
				}
				// Where a row was removed is kept as it is: another tab may still have to hear of it.
				await rows.bulkDelete(
					(later.get(name) ?? []).flatMap(({ scope, fragment, id, row }) =>
						row ? [[scope, fragment, id] as [Scope, FragmentName, string]] : []
					)
				);
				const { scope, fragment } = all[0] as Segment;
				const present = [...merged.values()];
				for (let at = 0; at < present.length; at += segmentRows) {
					const page = present.slice(at, at + segmentRows);
					await segments.add({
						scope,
						fragment,
						partition,
						sequence: stored.sequence,
						whole: true,
						count: page.length,
						rows: JSON.stringify(page)
					});
				}
			}
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
		const { segments, rows, counts } = this.#db;
		try {
			return await this.#writing([segments, rows, counts], async () => {
				const counted = await this.#count(partition);
				await counts.put({ partition, counts: counted });
				return counted;
			});
		} catch (error) {
			if (!isFull(error)) throw error;
			return this.#reading([segments, rows], () => this.#count(partition));
		}
	}

	async #count(partition: Partition): Promise<RegistrationCounts> {
		const table = new RowTable(partition);
		for (const change of rowsOf(await this.#read(partition, counted)))
			table.take({ ...change, gone: [] });
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
	const begunAnew = answer.scopes.some(({ scope, reset }) => reset && before.cursors[scope]);
	return {
		sequence,
		droppedAt: drops ? sequence : before.droppedAt,
		cursors: cursorsAfter(before.cursors, answer),
		clientId,
		lastMutationId:
			answer.lastMutationId ?? (before.clientId === clientId ? before.lastMutationId : 0),
		membership: answer.membership,
		listOf: answer.more ? (begunAnew ? null : before.listOf) : answer.serverTime,
		locksAt: answer.serverTime + answer.lease
	};
}
