import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { appendOpenings, type Opening } from './access-log.writes.ts';
import { PutOff } from './put-off.ts';

/** How long an opening waits: who comes as an event starts is let in first, and written down then. */
const flushMs = 2000;
/** So many don't wait any longer. */
const flushRows = 10_000;
/** The most in one statement: a check-in beside it waits for milliseconds. */
const statementRows = 500;
/** While the database can't be reached, the latest are kept. */
const mostWaiting = 20_000;
/** So long an answer waits for the log, should the database not answer. */
const longestWaitMs = 1000;

/** The access log of one process: appended in batches, so that an opened link costs the database nothing. */
export class AccessLog {
	readonly #context: Pick<Context, 'db' | 'log'>;
	readonly #written: (openings: readonly Opening[]) => void;
	#waiting: Opening[] = [];
	readonly #writing = new PutOff(flushMs, () => this.#write());
	#soon: Promise<void> | undefined;

	/** @param written is told what was written, batch by batch */
	constructor(
		context: Pick<Context, 'db' | 'log'>,
		written: (openings: readonly Opening[]) => void = () => {}
	) {
		this.#context = context;
		this.#written = written;
	}

	append(opening: Opening): void {
		this.#waiting.push(opening);
		if (this.#waiting.length === flushRows) void this.flush();
		else this.#writing.soon();
	}

	/**
	 * Resolves once what was appended is written, what came in the same turn with it, or can't be for now:
	 * nobody is kept at the door by the log.
	 */
	written(): Promise<void> {
		this.#soon ??= setImmediate().then(() => {
			this.#soon = undefined;
			return this.flush();
		});
		return Promise.race([this.#soon, wait(longestWaitMs, undefined, { ref: false })]);
	}

	/** Writes what waits. Never rejects: what can't be written waits for the next time. */
	flush(): Promise<void> {
		return this.#writing.now();
	}

	async #write(): Promise<void> {
		const openings = this.#waiting;
		this.#waiting = [];
		let written = 0;
		try {
			while (written < openings.length) {
				const batch = openings.slice(written, written + statementRows);
				await appendOpenings(this.#context.db, batch);
				written += batch.length;
				this.#written(batch);
				// The embedded database works on this thread: who came meanwhile is answered in between.
				await setImmediate();
			}
		} catch (err) {
			const unwritten = openings.slice(written);
			this.#context.log.warn(
				{ err, openings: unwritten.length },
				'access log not written, to be tried again'
			);
			this.#waiting = [...unwritten, ...this.#waiting].slice(-mostWaiting);
			this.#writing.soon();
		}
	}
}
