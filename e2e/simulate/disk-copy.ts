import type { IDBFactory } from 'fake-indexeddb';

/** All records of a database, as a backup of a device keeps them. */
export type DatabaseCopy = readonly {
	store: string;
	key: IDBValidKey;
	value: unknown;
	inline: boolean;
}[];

const done = <T>(request: IDBRequest<T>): Promise<T> =>
	new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error ?? new Error('the disk failed'));
	});

async function openExisting(disk: IDBFactory, name: string): Promise<IDBDatabase> {
	return await done(disk.open(name));
}

export async function copyDatabase(disk: IDBFactory, name: string): Promise<DatabaseCopy> {
	const database = await openExisting(disk, name);
	const copies: { store: string; key: IDBValidKey; value: unknown; inline: boolean }[] = [];
	for (const store of database.objectStoreNames) {
		const source = database.transaction(store).objectStore(store);
		const [keys, values] = await Promise.all([done(source.getAllKeys()), done(source.getAll())]);
		keys.forEach((key, index) =>
			copies.push({ store, key, value: values[index], inline: source.keyPath !== null })
		);
	}
	database.close();
	return copies;
}

/** The database holds what it held when it was copied. */
export async function setDatabaseBack(
	disk: IDBFactory,
	name: string,
	copy: DatabaseCopy
): Promise<void> {
	const database = await openExisting(disk, name);
	const stores = [...database.objectStoreNames];
	const transaction = database.transaction(stores, 'readwrite');
	for (const store of stores) transaction.objectStore(store).clear();
	for (const { store, key, value, inline } of copy) {
		if (inline) transaction.objectStore(store).put(value);
		else transaction.objectStore(store).put(value, key);
	}
	await new Promise((resolve) => transaction.addEventListener('complete', resolve));
	database.close();
}
