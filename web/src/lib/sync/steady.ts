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

/** How often a database's connection was made anew, and when the last of them is there. */
interface Renewal {
	count: number;
	done: Promise<void>;
}

const renewals = new WeakMap<Dexie, Renewal>();

const countOf = (db: Dexie): number => renewals.get(db)?.count ?? 0;

/** Makes a connection anew, once for all whose work was lost with the one before it. */
function renew(db: Dexie, before: number): Promise<void> {
	const known = renewals.get(db);
	if (known && known.count > before) return known.done;
	const reopen = async (): Promise<void> => {
		db.close();
		await db.open();
	};
	const renewal = { count: before + 1, done: reopen() };
	renewals.set(db, renewal);
	return renewal.done;
}

/** Whether work was ended because somebody else's had the connection made anew. */
const isEnded = (error: unknown): boolean =>
	error instanceof Error && ['DatabaseClosedError', 'AbortError'].includes(error.name);

/**
 * Does work on a database; where its connection was lost, once more on a new one.
 * @param work says the second time that it may have been done already: a commit's answer can be lost too
 */
export async function steadily<T>(db: Dexie, work: (again: boolean) => Promise<T>): Promise<T> {
	const before = countOf(db);
	try {
		return await work(false);
	} catch (error) {
		if (!isLost(error) && !(isEnded(error) && countOf(db) > before)) throw error;
		await renew(db, before);
		return work(true);
	}
}
