/**
 * The server's clock on a device whose own may be wrong: it follows the monotonic clock from a moment
 * that the server named, so that neither a wrong nor a changed device clock matters.
 */
export class ServerClock {
	#origin: number;
	#drift = this.#wall();

	/** @param answered the server's clock (UTC ms) as it answered the page itself */
	constructor(answered: number) {
		const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
		// It answered between the request's start and the first byte: the middle errs by half of that at most.
		this.#origin =
			answered - (page ? (page.requestStart + page.responseStart) / 2 : performance.now());
	}

	/** UTC ms. */
	now(): number {
		return this.#origin + performance.now();
	}

	/** Takes the server's word for the time between two readings of the monotonic clock. */
	correct(answered: number, sent: number, received: number): void {
		this.#origin = answered - (sent + received) / 2;
		this.#drift = this.#wall();
	}

	/**
	 * Whether the monotonic clock stood still (a sleeping device) or the device's clock was set, since it was last
	 * asked. Clocks are seldom set, and devices sleep all the time: what they slept through has passed.
	 */
	slipped(): boolean {
		const slip = this.#wall() - this.#drift;
		if (Math.abs(slip) <= 1500) return false;
		this.#origin += Math.max(slip, 0);
		this.#drift += slip;
		return true;
	}

	#wall(): number {
		return Date.now() - performance.now();
	}
}
