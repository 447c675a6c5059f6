import { isFull } from './full-disk.ts';

/** How long after an opening failed the next is tried, in ms. */
const reopenAfter = 2000;
/** How long opening may take until one is told that nothing is open, in ms. */
const patienceMs = 8000;

/** Why the device's copy can't be opened: for want of room, or the browser doesn't let it be. */
export type Unreadable = 'full' | 'failing';

/** What is kept open. */
interface Kept {
	/** Opens it, or leaves it open. */
	open(): Promise<void>;
	close(): void;
	/** Lets go of what others need while the browser puts the page aside. */
	rest(): void;
	wake(): void;
}

/**
 * Keeps the device's copy open: opens it again and again where that fails at first, and lets go of it while the
 * browser puts the page aside.
 */
export class OpenKeeper {
	/** Why nothing has been open for long; null where something is, or may be soon. */
	unreadable = $state<Unreadable | null>(null);
	readonly #kept: Kept;
	readonly #ending = new AbortController();
	#why: Unreadable = 'failing';
	#next: ReturnType<typeof setTimeout> | undefined;
	#patience: ReturnType<typeof setTimeout> | undefined;
	#resting = false;

	constructor(kept: Kept) {
		this.#kept = kept;
		const { signal } = this.#ending;
		addEventListener('pagehide', ({ persisted }) => persisted && this.#rest(), { signal });
		addEventListener('pageshow', () => this.#wake(), { signal });
		void this.#attempt();
	}

	/** Begins opening anew, however far it has come. Resolves once that is over, or takes long. */
	async tryNow(): Promise<void> {
		this.#kept.close();
		const long = new Promise<void>((resolve) => setTimeout(resolve, patienceMs));
		await Promise.race([this.#attempt(), long]);
	}

	stop(): void {
		this.#ending.abort();
		this.#settle();
	}

	async #attempt(): Promise<void> {
		clearTimeout(this.#next);
		this.#patience ??= setTimeout(() => (this.unreadable = this.#why), patienceMs);
		try {
			await this.#kept.open();
			this.#settle();
		} catch (error) {
			this.#why = isFull(error) ? 'full' : 'failing';
			if (this.unreadable) this.unreadable = this.#why;
			clearTimeout(this.#next);
			if (this.#ending.signal.aborted || this.#resting) return;
			this.#next = setTimeout(() => void this.#attempt(), reopenAfter);
		}
	}

	#settle(): void {
		clearTimeout(this.#next);
		clearTimeout(this.#patience);
		this.#patience = undefined;
		this.unreadable = null;
	}

	#rest(): void {
		this.#resting = true;
		this.#settle();
		this.#kept.rest();
	}

	#wake(): void {
		if (!this.#resting) return;
		this.#resting = false;
		this.#kept.wake();
		void this.#attempt();
	}
}
