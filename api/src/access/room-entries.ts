import { setImmediate } from 'node:timers/promises';
import type { Context } from '../context.ts';
import type { Opening } from './access-log.writes.ts';
import { PutOff } from './put-off.ts';
import { noteEntries } from './room-entries.writes.ts';

/** How long entries wait once they are logged: who comes as an event starts is let in first. In ms. */
const flushMs = 1000;
/** The most of one transaction: a check-in beside it waits for milliseconds. */
const transactionRows = 500;
/** While the database can't be reached, no more are kept of those it couldn't take. */
const mostWaiting = 20_000;

type Entry = Opening & { registrationId: string };

/**
 * Notes of the registrants whose link led into the live room that they came, from what the access log was given: the
 * opening itself changes nothing but that. Who opened it, a person or a machine, is the log's guess.
 */
export class RoomEntries {
	readonly #context: Pick<Context, 'db' | 'news' | 'log'>;
	/** Each registration's first, by its id: who reloads costs nothing. */
	readonly #waiting = new Map<string, Entry>();
	readonly #writing = new PutOff(flushMs, () => this.#write());

	constructor(context: Pick<Context, 'db' | 'news' | 'log'>) {
		this.#context = context;
	}

	/** @param openings as they were logged */
	note(openings: readonly Opening[]): void {
		for (const opening of openings) if (isEntry(opening)) this.#wait(opening);
		if (this.#waiting.size === 0) return;
		this.#writing.soon();
	}

	#wait(entry: Entry): void {
		const first = this.#waiting.get(entry.registrationId);
		if (!first || entry.at < first.at) this.#waiting.set(entry.registrationId, entry);
	}

	/** Writes what waits. Never rejects: what can't be written waits for the next time. */
	flush(): Promise<void> {
		return this.#writing.now();
	}

	async #write(): Promise<void> {
		const waiting = [...this.#waiting.values()];
		this.#waiting.clear();
		for (const [organisationId, entries] of Map.groupBy(waiting, (one) => one.organisationId)) {
			for (let at = 0; at < entries.length; at += transactionRows) {
				try {
					const batch = entries.slice(at, at + transactionRows);
					await noteEntries(
						this.#context,
						organisationId,
						batch.map((one) => ({ registrationId: one.registrationId, at: one.at }))
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

	#keep(unwritten: readonly Entry[], err: unknown): void {
		this.#context.log.warn(
			{ err, entries: unwritten.length },
			'who was led into a room not noted, to be tried again'
		);
		for (const entry of unwritten) if (this.#waiting.size < mostWaiting) this.#wait(entry);
		this.#writing.soon();
	}
}

const isEntry = (opening: Opening): opening is Entry =>
	opening.registrationId !== null && opening.state === 'live' && !opening.automated;
