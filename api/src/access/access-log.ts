import type { Context } from '../context.ts';
import { appendOpenings, type Opening } from './access-log.writes.ts';

const flushMs = 1000;
const flushRows = 500;
/** While the database can't be reached, the latest are kept. */
const mostWaiting = 20_000;

/** The access log of one process: appended in batches, so that an opened link costs the database nothing. */
export class AccessLog {
	readonly #context: Pick<Context, 'db' | 'log'>;
	#waiting: Opening[] = [];
	#timer: NodeJS.Timeout | undefined;
	#writing: Promise<void> = Promise.resolve();

	constructor(context: Pick<Context, 'db' | 'log'>) {
		this.#context = context;
	}

	append(opening: Opening): void {
		this.#waiting.push(opening);
		if (this.#waiting.length === flushRows) void this.flush();
		else this.#timer ??= setTimeout(() => void this.flush(), flushMs).unref();
	}

	/** Writes what waits. Never rejects: what can't be written waits for the next time. */
	flush(): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#writing = this.#writing.then(() => this.#write());
		return this.#writing;
	}

	async #write(): Promise<void> {
		const batch = this.#waiting;
		this.#waiting = [];
		if (batch.length === 0) return;
		try {
			await appendOpenings(this.#context.db, batch);
		} catch (err) {
			this.#context.log.warn(
				{ err, openings: batch.length },
				'access log not written, to be tried again'
			);
			this.#waiting = [...batch, ...this.#waiting].slice(-mostWaiting);
			this.#timer ??= setTimeout(() => void this.flush(), flushMs).unref();
		}
	}
}
