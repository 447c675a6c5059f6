import type { Dexie } from 'dexie';

/**
 * Closes a database for good when another tab deletes it. Left to itself Dexie opens it again at its next use,
 * and what was being fetched would stand in a new one after its owner signed out.
 */
export function closeWhenDeleted(db: Dexie): void {
	db.on('versionchange', (event: IDBVersionChangeEvent) => {
		if (event.newVersion !== null) return;
		db.close();
		// Dexie's own listener comes after this one.
		return false;
	});
}
