import { setImmediate } from 'node:timers/promises';
import type { Context } from '../context.ts';
import type { Opening } from './access-log.writes.ts';
import { noteEntries } from './room-entries.writes.ts';

/** How long entries wait once they are logged: who comes as an event starts is let in first. In ms. */
const flushMs = 1000;
/** The most of one transaction: a check-in beside it waits for milliseconds. */
const transactionRows = 500;
/** While the database can't be reached, the latest are kept. */
const mostWaiting = 20_000;

/**
 * Notes of the registrants whose link led into the live room that they came, from what the access log was given: the
 * opening itself changes nothing but that. Who opened it, a person or a machine, is the log's guess.
 */
export class RoomEntries {
	readonly #context: Pick<Context, 'db' | 'news' | 'log'>;
	#waiting: Opening[] = [];
	#timer: NodeJS.Timeout | undefined;
	#writing: Promise<void> = Promise.resolve();

	constructor(context: Pick<Context, 'db' | 'news' | 'log'>) {
		this.#context = context;
	}

	/** @param openings as they were logged */
	note(openings: readonly Opening[]): void {
		const entries = openings.filter(isEntry);
		if (entries.length === 0) return;
		this.#waiting.push(...entries);
		this.#timer ??= setTimeout(() => void this.flush(), flushMs).unref();
	}

	/** Writes what waits. Never rejects: what can't be written waits for the next time. */
	flush(): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#writing = this.#writing.then(() => this.#write());
		return this.#writing;
	}

	async #write(): Promise<void> {
		const waiting = this.#waiting;
		this.#waiting = [];
		for (const [organisationId, entries] of Map.groupBy(waiting, (one) => one.organisationId)) {
			for (let at = 0; at < entries.length; at += transactionRows) {
				try {
					await noteEntries(
						this.#context,
						organisationId,
						entries
							.slice(at, at + transactionRows)
							.map((one) => ({ registrationId: one.registrationId ?? '', at: one.at }))
					);
				} catch (err) {
					this.#keep(entries.slice(at), err);
					break;
				}
				// The embedded database works on this thread: who came meanwhile is answered in between.
				await setImmediate();
			}
		}
	}

	#keep(unwritten: readonly Opening[], err: unknown): void {
		this.#context.log.warn(
			{ err, entries: unwritten.length },
			'who was led into a room not noted, to be tried again'
		);
		this.#waiting = [...unwritten, ...this.#waiting].slice(-mostWaiting);
		this.#timer ??= setTimeout(() => void this.flush(), flushMs).unref();
	}
}

const isEntry = ({ registrationId, state, automated }: Opening): boolean =>
	registrationId !== null && state === 'live' && !automated;
