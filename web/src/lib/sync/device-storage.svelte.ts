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
	 * After something of value was saved: asks the browser to keep it, and looks at the room now and then.
	 * Never rejects: what a browser won't say stays unknown.
	 */
	async afterSaving(): Promise<void> {
		await this.#askAndLook().catch(() => undefined);
	}

	async #askAndLook(): Promise<void> {
		if (!this.#known) return;
		if (!this.#asked) {
			this.#asked = true;
			this.kept = (await navigator.storage.persisted()) || (await navigator.storage.persist());
		}
		if (performance.now() - this.#lookedAt >= lookEveryMs) await this.look();
	}

	async look(): Promise<void> {
		if (!this.#known) return;
		this.#lookedAt = performance.now();
		this.left = fewLeft(await navigator.storage.estimate());
		this.kept = await navigator.storage.persisted();
	}

	/** Absent where the page was not fetched securely. */
	get #known(): boolean {
		return 'storage' in navigator;
	}
}

export const deviceStorage = new DeviceStorage();
