import type { Dexie } from 'dexie';

/**
 * Whether the browser lost its connection to the database: WebKit ends the process that serves it at will,
 * and every later use of the connection fails. Dexie wraps the browser's error, at times twice.
 */
export function isLost(error: unknown): boolean {
	if (typeof error !== 'object' || error === null) return false;
	const { name, message, inner } = error as { name?: unknown; message?: unknown; inner?: unknown };
	const lost =
		name === 'UnknownError' && /connection to indexed database server lost/i.test(String(message));
	return lost || isLost(inner);
}

/**
 * Does work on a database; where its connection was lost, once more on a new one.
 * @param work says the second time that it may have been done already: a commit's answer can be lost too
 */
export async function steadily<T>(db: Dexie, work: (again: boolean) => Promise<T>): Promise<T> {
	try {
		return await work(false);
	} catch (error) {
		if (!isLost(error)) throw error;
		db.close();
		await db.open();
		return work(true);
	}
}
