import { Dexie, type DexieOptions, type EntityTable, type Table } from 'dexie';
import type { FragmentName } from '@foyer/shared/entities';
import type { Scope } from '@foyer/shared/scopes';
import type { Cursor, Membership, PullAnswer, WireRow } from '@foyer/shared/sync';
import { closeWhenDeleted } from './close-when-deleted.ts';
import { ServerRows } from './rows.ts';

/** A page of a first sync as one record: a hundred times fewer records than one for each row. */
interface Segment {
	key: number;
	scope: Scope;
	fragment: FragmentName;
	rows: WireRow[];
}

/** A row that changed since its segment was stored; null: it left the scope. */
interface ChangedRow {
	scope: Scope;
	fragment: FragmentName;
	id: string;
	row: WireRow | null;
}

/** Where the device stands, stored in the same transaction as the rows. */
export interface DataState {
	/** Raised with every stored answer: tells a tab whether it has seen them all. */
	sequence: number;
	cursors: Record<Scope, Cursor>;
	/** The client's last mutation that these rows contain. */
	lastMutationId: number;
	clientId: string;
	membership: Membership | null;
	/** When the rows were complete and fresh, UTC ms by the server's clock; null before the first sync ends. */
	listOf: number | null;
}

const noData = (clientId: string): DataState => ({
	sequence: 0,
	cursors: {},
	lastMutationId: 0,
	clientId,
	membership: null,
	listOf: null
});

/** Another tab stored an answer first: what this one holds in memory must be read again. */
export class Overtaken extends Error {}

type DataDatabase = Dexie & {
	segments: EntityTable<Segment, 'key'>;
	rows: Table<ChangedRow, [Scope, FragmentName, string]>;
	state: Table<DataState, string>;
};

/** What the server said, in IndexedDB. May be dropped at any time and fetched again. */
export class DataStore {
	/** Fewer rows than this are stored one by one. */
	protected readonly segmentFrom: number = 50;
	readonly #db: DataDatabase;

	constructor(name: string, options: Pick<DexieOptions, 'indexedDB' | 'IDBKeyRange'> = {}) {
		const db = new Dexie(name, { ...options, chromeTransactionDurability: 'relaxed' });
		db.version(1).stores({
			segments: '++key, scope',
			rows: '[scope+fragment+id], scope',
			state: ''
		});
		closeWhenDeleted(db);
		this.#db = db as DataDatabase;
	}

	/** Who the device's user is in the organisation, as last heard. */
	async membership(): Promise<Membership | null> {
		return (await this.#db.state.get('state'))?.membership ?? null;
	}

	/** Reads everything into memory. Rows of another client id are kept: only their mutation number is not. */
	async load(clientId: string): Promise<{ state: DataState; rows: ServerRows }> {
		return this.#db.transaction('r', this.#db.segments, this.#db.rows, this.#db.state, async () => {
			const stored = await this.#db.state.get('state');
			const rows = new ServerRows();
			for (const { fragment, rows: page } of await this.#db.segments.toArray())
				rows.put(fragment, page);
			for (const { fragment, id, row } of await this.#db.rows.toArray()) {
				if (row) rows.put(fragment, [row]);
				else rows.remove(fragment, [id]);
			}
			return { state: stored ?? noData(clientId), rows };
		});
	}

	/**
	 * Stores an answer's rows, cursors and mutation number in one transaction.
	 * @throws Overtaken when another tab stored one after the state was read
	 */
	async store(answer: PullAnswer, before: DataState, clientId: string): Promise<DataState> {
		const state = stateAfter(answer, before, clientId);
		await this.#db.transaction('rw', this.#db.segments, this.#db.rows, this.#db.state, async () => {
			const stored = await this.#db.state.get('state');
			if ((stored?.sequence ?? 0) !== before.sequence) throw new Overtaken();
			for (const scope of [
				...answer.removed,
				...answer.scopes.flatMap((one) => (one.reset ? [one.scope] : []))
			]) {
				await this.#db.segments.where('scope').equals(scope).delete();
				await this.#db.rows.where('scope').equals(scope).delete();
			}
			for (const { scope, changes, cursor } of answer.scopes) {
				const isPage =
					cursor.after !== undefined ||
					before.cursors[scope]?.after !== undefined ||
					!before.cursors[scope];
				for (const { fragment, rows, gone } of changes) {
					// Pages of a first sync come last in an answer and are many rows; a row stands in the overlay where both have it.
					if (isPage && rows.length >= this.segmentFrom)
						await this.#addSegment(scope, fragment, rows);
					else
						await this.#db.rows.bulkPut(rows.map((row) => ({ scope, fragment, id: row[0], row })));
					await this.#db.rows.bulkPut(gone.map((id) => ({ scope, fragment, id, row: null })));
				}
			}
			await this.#db.state.put(state, 'state');
		});
		return state;
	}

	/** A segment is read before the single rows, so those that it brings anew must not stand after it. */
	async #addSegment(scope: Scope, fragment: FragmentName, rows: WireRow[]): Promise<void> {
		await this.#db.segments.add({ scope, fragment, rows });
		await this.#db.rows.bulkDelete(rows.map(([id]) => [scope, fragment, id]));
	}

	async delete(): Promise<void> {
		await this.#db.delete();
	}

	close(): void {
		this.#db.close();
	}
}

function stateAfter(answer: PullAnswer, before: DataState, clientId: string): DataState {
	const cursors = { ...before.cursors };
	for (const scope of answer.removed) delete cursors[scope];
	for (const { scope, cursor } of answer.scopes) cursors[scope] = cursor;
	return {
		sequence: before.sequence + 1,
		cursors,
		clientId,
		lastMutationId:
			answer.lastMutationId ?? (before.clientId === clientId ? before.lastMutationId : 0),
		membership: answer.membership,
		listOf: answer.more ? before.listOf : answer.serverTime
	};
}
