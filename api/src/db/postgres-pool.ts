import type { PostgresPool, PostgresPoolClient } from 'kysely';
import postgres from 'postgres';
import { fewAtATime, type Gate } from '../gate.ts';

type Options = NonNullable<Parameters<typeof postgres>[1]>;
type Value = postgres.SerializableParameter;

/** How long a connection is kept, in ms: each new statement that it prepares takes memory on the server. */
const longestLifeMs = 1_800_000;

/** The connection was closed, by a stopped server perhaps, and with it went its transaction. */
class ConnectionLost extends Error {
	override name = 'ConnectionLost';
	readonly code = 'CONNECTION_LOST';

	constructor(cause: unknown) {
		super('the connection to the database was lost', { cause });
	}
}

/** The driver makes the stack read-only; Kysely adds to it where it was asked. */
function withOwnStack(error: unknown): unknown {
	if (error instanceof Error)
		Object.defineProperty(error, 'stack', { value: error.stack, writable: true });
	return error;
}

/**
 * One connection, and its user's alone until it is given back. It is never taken up again once it is lost:
 * what came after would be done outside of the transaction that it belonged to.
 */
export class Connection {
	readonly #client: postgres.Sql;
	readonly #openedAt = performance.now();
	/** Why, where it is known; undefined while it lasts. */
	#lost: unknown;
	#turn: Promise<unknown> = Promise.resolve();

	constructor(url: string, options: Options) {
		this.#client = postgres(url, {
			...options,
			max: 1,
			max_lifetime: null,
			onclose: () => (this.#lost ??= 'closed')
		});
	}

	get worn(): boolean {
		return this.#lost !== undefined || performance.now() - this.#openedAt > longestLifeMs;
	}

	/** One text after the other: the driver would take up those that wait on a connection of their own. */
	run(
		text: string,
		values?: readonly unknown[],
		options?: postgres.UnsafeQueryOptions
	): Promise<postgres.RowList<postgres.Row[]>> {
		const result = this.#turn.then(async () => {
			if (this.#lost !== undefined) throw new ConnectionLost(this.#lost);
			try {
				return await this.#client.unsafe(text, values as Value[] | undefined, options);
			} catch (error) {
				// Not the server's word. Until the driver hears of the end, it would take texts that it never answers.
				if (!(error instanceof postgres.PostgresError)) this.#lost = error;
				throw withOwnStack(error);
			}
		});
		this.#turn = result.catch(() => {});
		return result;
	}

	/** Not waiting for what is under way, which fails. */
	end(): Promise<void> {
		return this.#client.end({ timeout: 0 });
	}
}

/**
 * Connections, lent to one user at a time. The driver's own way of lending them doesn't survive a server
 * that stops: what was lent is never had back, queries wait for ever, and the next write ends the process.
 * So each one is a driver of its own, thrown away with its connection.
 */
export class ConnectionPool implements PostgresPool {
	readonly options = {};
	readonly #open: () => Connection;
	readonly #size: number;
	readonly #gate: Gate;
	readonly #idle: Connection[] = [];
	readonly #all = new Set<Connection>();
	#ended = false;

	constructor(url: string, options: Options, size: number) {
		this.#open = () => new Connection(url, options);
		this.#size = size;
		this.#gate = fewAtATime(size);
	}

	/** Lends a connection for one piece of work. */
	async lend<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
		const { connection, giveBack } = await this.#borrow();
		try {
			return await work(connection);
		} finally {
			giveBack();
		}
	}

	/** Lends one as Kysely asks for it. */
	async connect(): Promise<PostgresPoolClient> {
		const { connection, giveBack } = await this.#borrow();
		const query = async (text: string, values: readonly unknown[]) => {
			const rows = await connection.run(text, values, { prepare: true });
			return { command: rows.command, rowCount: rows.count, rows: [...rows] };
		};
		// Nothing here reads by cursors.
		return { query: query as PostgresPoolClient['query'], release: giveBack };
	}

	/** @param patienceMs how long what is lent is waited for */
	async end(patienceMs = 2000): Promise<void> {
		this.#ended = true;
		const allBack = Promise.all(Array.from({ length: this.#size }, () => this.#gate.enter()));
		const patience = new Promise((resolve) => setTimeout(resolve, patienceMs).unref());
		await Promise.race([allBack, patience]);
		await Promise.all([...this.#all].map((connection) => connection.end()));
	}

	async #borrow(): Promise<{ connection: Connection; giveBack: (spoilt?: boolean) => void }> {
		const leave = await this.#gate.enter();
		if (this.#ended) {
			leave();
			throw new ConnectionLost('closed');
		}
		const connection = this.#takeIdle() ?? this.#open();
		this.#all.add(connection);
		return {
			connection,
			giveBack: (spoilt = false) => {
				if (spoilt || connection.worn) this.#drop(connection);
				else this.#idle.push(connection);
				leave();
			}
		};
	}

	/** The one used last: others may stay idle, and their memory unused. */
	#takeIdle(): Connection | undefined {
		for (let found = this.#idle.pop(); found; found = this.#idle.pop()) {
			if (!found.worn) return found;
			this.#drop(found);
		}
		return undefined;
	}

	#drop(connection: Connection): void {
		this.#all.delete(connection);
		void connection.end();
	}
}
