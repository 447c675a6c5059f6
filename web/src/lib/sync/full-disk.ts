/** Whether a write failed for want of room. Dexie wraps the browser's error, at times twice. */
export function isFull(error: unknown): boolean {
	if (typeof error !== 'object' || error === null) return false;
	const { name, inner, cause } = error as { name?: unknown; inner?: unknown; cause?: unknown };
	return name === 'QuotaExceededError' || isFull(inner) || isFull(cause);
}
