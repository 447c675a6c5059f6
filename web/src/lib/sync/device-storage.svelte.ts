/** Below this share of the quota, or these bytes, the device counts as nearly full. */
const leastShare = 0.05;
const leastBytes = 50_000_000;

const lookEveryMs = 60_000;

interface Estimate {
	usage?: number;
	quota?: number;
}

/** How many bytes are left, where they are few; null where there is room. */
export function fewLeft({ usage, quota }: Estimate): number | null {
	if (usage === undefined || quota === undefined || quota === 0) return null;
	const left = Math.max(0, quota - usage);
	return left < leastBytes || left < quota * leastShare ? left : null;
}

/** The device's room for what Foyer keeps, and whether the browser keeps it for good. */
class DeviceStorage {
	/** Bytes left where they are few; null: there is room. */
	left = $state<number | null>(null);
	/** Whether the browser clears nothing of it on its own; null: unknown. */
	kept = $state<boolean | null>(null);
	#lookedAt = -Infinity;
	#asked = false;

	/**
	 * Asks the browser to keep what is here, which some ask their user about: to be called where it is worth
	 * something to them. They signed in, or put the app on the device. Like all here it never rejects: what a
	 * browser won't say stays unknown.
	 */
	async ask(): Promise<void> {
		this.#asked = true;
		await this.#trying(async (storage) => {
			this.kept = (await storage.persisted()) || (await storage.persist());
		});
	}

	/** After something of value was saved. */
	async afterSaving(): Promise<void> {
		if (!this.#asked) await this.ask();
		if (performance.now() - this.#lookedAt >= lookEveryMs) await this.look();
	}

	async look(): Promise<void> {
		this.#lookedAt = performance.now();
		await this.#trying(async (storage) => {
			this.left = fewLeft(await storage.estimate());
			this.kept = await storage.persisted();
		});
	}

	/** Looks now, and now and then: what fills a device may be something else. @returns what ends it */
	watch(): () => void {
		void this.look();
		const timer = setInterval(() => {
			if (document.visibilityState === 'visible') void this.look();
		}, lookEveryMs);
		return () => clearInterval(timer);
	}

	async #trying(work: (storage: StorageManager) => Promise<void>): Promise<void> {
		// Absent where the page was not fetched securely.
		if ('storage' in navigator) await work(navigator.storage).catch(() => undefined);
	}
}

export const deviceStorage = new DeviceStorage();
