/** How long a tab waits for the one that has the turn until it looks whether that comes on, in ms. */
const patienceMs = 10_000;

/** A tab's turn at what only one of a device's tabs should do at a time: a lock that is waited for, and taken over. */
export class Turn {
	readonly #name: string;
	#release: (() => void) | null = null;

	constructor(name: string) {
		this.#name = name;
	}

	get isMine(): boolean {
		return this.#release !== null;
	}

	/** Waits for a while. @returns whether it came to be this tab's */
	async wait(): Promise<boolean> {
		const waiting = new AbortController();
		const timer = setTimeout(() => waiting.abort(), patienceMs);
		const isMine = await this.#request({ signal: waiting.signal });
		clearTimeout(timer);
		return isMine;
	}

	/** Takes it from who has it. */
	async steal(): Promise<void> {
		await this.#request({ steal: true });
	}

	release(): void {
		this.#release?.();
		this.#release = null;
	}

	#request(options: LockOptions): Promise<boolean> {
		return new Promise((resolve) => {
			let release: (() => void) | undefined;
			const hold = (): Promise<void> =>
				new Promise((done) => {
					release = done;
					this.#release = done;
					resolve(true);
				});
			navigator.locks.request(this.#name, options, hold).catch(() => {
				// Waited for in vain, or taken by another tab.
				if (release && this.#release === release) this.#release = null;
				resolve(false);
			});
		});
	}
}
