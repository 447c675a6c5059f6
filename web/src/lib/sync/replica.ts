import type { Standing } from '@foyer/shared/standings';
import type { Registration } from '@foyer/shared/registrations';
import {
	protocolVersion,
	type Cursor,
	type FragmentChange,
	type PullAnswer
} from '@foyer/shared/sync';
import type { Scope } from '@foyer/shared/scopes';
import {
	cursorsAfter,
	droppedScopes,
	rowsOf,
	type Chunk,
	type DataState,
	type DataStore
} from './data-store.ts';
import { EventsOfPeople } from './events-of-people.ts';
import type { RegistrationCounts } from './registration-counts.ts';
import { Pace } from './pace.ts';
import { peopleByKey } from './people-by-key.ts';
import { ofEvent, partitionOf, peoplePartition, type Partition } from './partitions.ts';
import { RowTable } from './row-table.ts';
import { faultOf, type Fault, type Server } from './sync-server.ts';
import type { Turn } from './turn.ts';

/** What the server has processed of a client's mutations: the last one, and the digest of all outcomes where it has one. */
export interface Processed {
	lastMutationId: number;
	lastEntry: string | null;
	digest: number | null;
}

/** One answer of the server, stored: what it changes in the partitions that are shown. */
export interface Stored {
	state: DataState;
	changes: FragmentChange[];
	/** Rows were dropped as a whole: what is shown is to be read anew. */
	dropped: boolean;
	/** Null while more is to come. */
	processed: Processed | null;
	more: boolean;
}

export type Pulled = { ok: true; stored: Stored } | { ok: false; fault: Fault };

/** What the device holds of what the server said, as an engine reaches it: in a thread of its own, or not. */
export interface Replica {
	state(clientId: string): Promise<DataState>;
	/**
	 * Asks the server for what the device lacks and stores it.
	 * @param before where the device stands, as the caller knows it
	 */
	pull(clientId: string, before: DataState): Promise<Pulled>;
	/** Reads a partition, chunk by chunk, the newest first: the later fill in what is lacking; from then on its changes are told. @returns up to which stored answer */
	read(partition: Partition, take: (chunk: Chunk) => void): Promise<number>;
	/** A partition is shown no longer. */
	release(partition: Partition): Promise<void>;
	/** What any tab of the device stored after an answer; null where all must be read anew. */
	news(since: number): Promise<{ state: DataState; changes: FragmentChange[] } | null>;
	/** What the registrations of each of some events come to. */
	counts(eventIds: readonly string[]): Promise<RegistrationCounts[]>;
	/** How many places some people have, or wait for. */
	placesOf(personIds: readonly string[]): Promise<number[]>;
	/** Who has a registration of each of some standings. */
	withStandings(standings: readonly Standing[]): Promise<string[][]>;
	/** Who has a registration whose access key begins so. */
	withKey(beginning: string): Promise<string[]>;
	/** The registrations of a person. */
	registrationsOf(personId: string): Promise<Registration[]>;
	close(): Promise<void>;
}

interface ReplicaParts {
	organisationId: string;
	server: Pick<Server, 'pull'>;
	data: DataStore;
	/** The device's clock, UTC ms. */
	now(): number;
	/** The turn at fetching what a device has never had; without one, each tab fetches for itself. */
	turn?: Pick<Turn, 'isMine' | 'wait' | 'steal' | 'release'>;
	/** Resolves once a page will have shown what it was told last: what nobody waits for is done then, without it at once. */
	rest?(): Promise<void>;
}

/** What was begun before it was asked for. */
interface Ahead<T> {
	clientId: string;
	cursors: Record<Scope, Cursor>;
	result: Promise<T>;
}

interface Heard {
	answer: PullAnswer;
	clockOffset: number;
}

/** Fetches and stores what the server says, and reads it for who shows it. */
export class LocalReplica implements Replica {
	readonly #parts: ReplicaParts;
	/** Whose changes are told: what is shown, or about to be. */
	readonly #shown: Set<Partition>;
	readonly #eventsOfPeople: EventsOfPeople;
	readonly #pace = new Pace();
	/** Whether a first sync brought rows that have not been written in order yet. */
	#isNew = false;
	/** The next answer, asked for while the one before it is being stored. */
	#asking: Ahead<Heard> | null = null;
	/** The next answer, asked for and stored while the page takes in the one before it. */
	#pulling: Ahead<Pulled> | null = null;

	constructor(parts: ReplicaParts, shown: Iterable<Partition> = []) {
		this.#parts = parts;
		this.#shown = new Set(shown);
		this.#eventsOfPeople = new EventsOfPeople(parts.data);
	}

	state(clientId: string): Promise<DataState> {
		return this.#parts.data.state(clientId);
	}

	async pull(clientId: string, before: DataState): Promise<Pulled> {
		if (await this.#othersFetch(clientId, before)) return { ok: false, fault: 'overtaken' };
		const begun = taken(this.#pulling, clientId, before.cursors);
		this.#pulling = null;
		const pulled = await (begun ?? this.#pull(clientId, before));
		if (pulled.ok && pulled.stored.more) {
			const { state } = pulled.stored;
			this.#pulling = { clientId, cursors: state.cursors, result: this.#pull(clientId, state) };
		} else this.#parts.turn?.release();
		return pulled;
	}

	/**
	 * Waits where another tab is fetching what this one lacks as well: a first sync of both would fetch everything
	 * twice. One that doesn't come on is waited for no longer.
	 * @returns whether it has stored some of it
	 */
	async #othersFetch(clientId: string, before: DataState): Promise<boolean> {
		const { data, turn } = this.#parts;
		if (!turn || before.listOf !== null || turn.isMine) return false;
		const isMine = await turn.wait();
		const { sequence } = await data.state(clientId);
		if (sequence !== before.sequence) return true;
		if (!isMine) await turn.steal();
		return false;
	}

	async #pull(clientId: string, before: DataState): Promise<Pulled> {
		try {
			const asked = taken(this.#asking, clientId, before.cursors);
			this.#asking = null;
			const { answer, clockOffset } = await (asked ?? this.#ask(clientId, before.cursors));
			if (answer.more) this.#askAhead(clientId, cursorsAfter(before.cursors, answer));
			const state = await this.#parts.data.store(answer, before, clientId, clockOffset);
			if (this.#isNew && before.listOf !== null) {
				this.#isNew = false;
				void this.#putInOrder();
			} else this.#isNew ||= before.listOf === null;
			const changes = answer.scopes.flatMap((scope) => scope.changes);
			this.#eventsOfPeople.take({ since: before.sequence, state, changes });
			const stored: Stored = {
				state,
				changes: this.#told(changes),
				dropped: droppedScopes(answer).some((scope) => before.cursors[scope] !== undefined),
				processed: processedBy(answer),
				more: answer.more
			};
			return { ok: true, stored };
		} catch (error) {
			this.#asking = null;
			return { ok: false, fault: faultOf(error) };
		}
	}

	#askAhead(clientId: string, cursors: Record<Scope, Cursor>): void {
		const result = this.#ask(clientId, cursors);
		// Told to who takes it; nobody may.
		result.catch(() => {});
		this.#asking = { clientId, cursors, result };
	}

	async #ask(clientId: string, cursors: Record<Scope, Cursor>): Promise<Heard> {
		const { server, organisationId, now } = this.#parts;
		const asked = now();
		const answer = await server
			.pull({
				protocol: protocolVersion,
				organisationId,
				clientId,
				cursors,
				pace: this.#pace.value
			})
			.catch((error: unknown) => {
				this.#pace.slower();
				throw error;
			});
		// The last of them says nothing of how long a full one takes.
		if (answer.more) this.#pace.took(now() - asked);
		return { answer, clockOffset: Math.round(answer.serverTime - (asked + now()) / 2) };
	}

	#told(changes: readonly FragmentChange[]): FragmentChange[] {
		return changes.filter((change) => this.#shown.has(partitionOf(change)));
	}

	async read(partition: Partition, take: (chunk: Chunk) => void): Promise<number> {
		this.#shown.add(partition);
		const { sequence, worn } = await this.#parts.data.read(partition, take);
		if (worn) this.#tidy(partition);
		return sequence;
	}

	/** For the next start, which shows the first of the people before it has read the others. */
	async #putInOrder(): Promise<void> {
		await this.#parts.rest?.();
		this.#tidy(peoplePartition);
	}

	/** What is stored holds without it, on a device without room too. */
	#tidy(partition: Partition): void {
		this.#parts.data.compact(partition).catch(() => {});
	}

	async release(partition: Partition): Promise<void> {
		this.#shown.delete(partition);
	}

	async news(since: number): Promise<{ state: DataState; changes: FragmentChange[] } | null> {
		const news = await this.#parts.data.news(since);
		if (!news) {
			this.#eventsOfPeople.forget();
			return null;
		}
		this.#eventsOfPeople.take({ since, ...news });
		return { state: news.state, changes: this.#told(news.changes) };
	}

	counts(eventIds: readonly string[]): Promise<RegistrationCounts[]> {
		return this.#parts.data.counts(eventIds.map(ofEvent));
	}

	placesOf(personIds: readonly string[]): Promise<number[]> {
		return this.#eventsOfPeople.placesOf(personIds);
	}

	withStandings(standings: readonly Standing[]): Promise<string[][]> {
		return Promise.all(standings.map((one) => this.#eventsOfPeople.withStanding(one)));
	}

	withKey(beginning: string): Promise<string[]> {
		return peopleByKey(this.#parts.data, beginning);
	}

	async registrationsOf(personId: string): Promise<Registration[]> {
		const found: Registration[] = [];
		for (const partition of await this.#eventsOfPeople.of(personId)) {
			const table = new RowTable(partition);
			const stored = await this.#parts.data.load(partition);
			table.take(rowsOf(stored).map((one) => ({ ...one, gone: [] })));
			const id = table.registrations?.byPerson.get(personId) ?? '';
			const row = table.rows.get(id);
			if (row) found.push(row as unknown as Registration);
		}
		return found;
	}

	async close(): Promise<void> {
		this.#parts.data.close();
	}
}

const processedBy = ({
	lastMutationId,
	lastEntry = null,
	outcomesDigest = null
}: PullAnswer): Processed | null =>
	lastMutationId === null ? null : { lastMutationId, lastEntry, digest: outcomesDigest };

/** What was begun, where it is what is wanted now. */
const taken = <T>(
	ahead: Ahead<T> | null,
	clientId: string,
	cursors: Record<Scope, Cursor>
): Promise<T> | null =>
	ahead?.clientId === clientId && JSON.stringify(ahead.cursors) === JSON.stringify(cursors)
		? ahead.result
		: null;
