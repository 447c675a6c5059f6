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

/** The device's room for what Foyer keeps. */
class DeviceStorage {
	/** Bytes left where they are few; null: there is room. */
	left = $state<number | null>(null);
	#lookedAt = -Infinity;
	#asked = false;

	/** After something of value was saved: asks the browser to keep it, and looks at the room now and then. */
	async afterSaving(): Promise<void> {
		if (!('storage' in navigator)) return;
		if (!this.#asked) {
			this.#asked = true;
			if (!(await navigator.storage.persisted())) await navigator.storage.persist();
		}
		if (performance.now() - this.#lookedAt >= lookEveryMs) await this.look();
	}

	async look(): Promise<void> {
		if (!('storage' in navigator)) return;
		this.#lookedAt = performance.now();
		this.left = fewLeft(await navigator.storage.estimate());
	}
}

export const deviceStorage = new DeviceStorage();
