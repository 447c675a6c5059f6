/**
 * Work that is put off, so that who comes as an event starts is let in first: done once for all that asked for it
 * meanwhile, and never twice at the same time.
 */
export class PutOff {
	readonly #afterMs: number;
	readonly #work: () => Promise<void>;
	#timer: NodeJS.Timeout | undefined;
	#working: Promise<void> = Promise.resolve();

	/** @param work never rejects */
	constructor(afterMs: number, work: () => Promise<void>) {
		this.#afterMs = afterMs;
		this.#work = work;
	}

	/** Has it done in time. */
	soon(): void {
		this.#timer ??= setTimeout(() => void this.now(), this.#afterMs).unref();
	}

	/** Does it, once what is under way is done. */
	now(): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#working = this.#working.then(this.#work);
		return this.#working;
	}
}
