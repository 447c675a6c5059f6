import type { Context } from '../context.ts';
import type { Viewers } from '../access/viewers.ts';
import { deleteWaitingCounts, writeWaitingCounts } from './presence.writes.ts';

/** How often a process looks how many wait in it, in ms. */
const lookEveryMs = 2000;
/** A number that stays the same is said again after so many ms, well before it is taken for old. */
const sayAgainMs = 5000;

/** What was said of an event last. */
interface Said {
	waiting: number;
	/** By the process's own clock, ms. */
	at: number;
}

/**
 * Says how many wait in this process, for all processes to add up: one small row for each of its events,
 * while anybody waits. One statement every few seconds, whether it tells of ten viewers or of ten thousand.
 */
export class WaitingCounts {
	readonly #context: Pick<Context, 'db' | 'log'>;
	readonly #viewers: Pick<Viewers, 'counts'>;
	readonly #process: string;
	readonly #said = new Map<string, Said>();
	readonly #timer: NodeJS.Timeout;
	#writing: Promise<void> = Promise.resolve();

	constructor(context: Pick<Context, 'db' | 'log' | 'newId'>, viewers: Pick<Viewers, 'counts'>) {
		this.#context = context;
		this.#viewers = viewers;
		this.#process = context.newId();
		this.#timer = setInterval(() => void this.say(), lookEveryMs).unref();
	}

	/** Says what changed since it was said last, or is about to be taken for old. Never rejects. */
	say(): Promise<void> {
		this.#writing = this.#writing
			.then(() => this.#say())
			.catch((err: unknown) => this.#context.log.warn({ err }, 'not told how many wait'));
		return this.#writing;
	}

	/** Takes back what was said. */
	async close(): Promise<void> {
		clearInterval(this.#timer);
		await this.#writing;
		if (this.#said.size > 0) await deleteWaitingCounts(this.#context.db, this.#process);
	}

	async #say(): Promise<void> {
		const now = performance.now();
		const counts = this.#viewers.counts();
		for (const ref of this.#said.keys()) if (!counts.has(ref)) counts.set(ref, 0);
		const due = [...counts].filter(([ref, waiting]) => {
			const said = this.#said.get(ref);
			return said?.waiting !== waiting || (waiting > 0 && now - said.at >= sayAgainMs);
		});
		if (due.length === 0) return;
		await writeWaitingCounts(
			this.#context.db,
			this.#process,
			due.map(([ref, waiting]) => ({ ...idsIn(ref), waiting }))
		);
		for (const [ref, waiting] of due) this.#said.set(ref, { waiting, at: now });
	}
}

/** What an `eventRef` names. */
function idsIn(ref: string): { organisationId: string; eventId: string } {
	const [organisationId = '', eventId = ''] = ref.split('/');
	return { organisationId, eventId };
}
