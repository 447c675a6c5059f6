interface Waiting<Asked, Found> {
	asked: Asked;
	resolve(found: Found): void;
	reject(error: unknown): void;
}

/**
 * Reads what is asked for in one turn of the event loop in one statement: many first clicks at an event's
 * start, or streams of a process that is gone, cost the database little more than one.
 */
export class TogetherReader<Asked, Found> {
	readonly #readAll: (asked: Asked[]) => Promise<Found[]>;
	#waiting: Waiting<Asked, Found>[] = [];

	/** @param readAll finds something for each that is asked for, in the same order */
	constructor(readAll: (asked: Asked[]) => Promise<Found[]>) {
		this.#readAll = readAll;
	}

	read(asked: Asked): Promise<Found> {
		return new Promise((resolve, reject) => {
			if (this.#waiting.push({ asked, resolve, reject }) === 1)
				setImmediate(() => void this.#readWaiting());
		});
	}

	async #readWaiting(): Promise<void> {
		const waiting = this.#waiting;
		this.#waiting = [];
		try {
			const found = await this.#readAll(waiting.map(({ asked }) => asked));
			waiting.forEach(({ resolve }, i) => resolve(found[i] as Found));
		} catch (error) {
			for (const { reject } of waiting) reject(error);
		}
	}
}
