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

/** The database holds what it held when it was copied, of the stores that it has. */
export async function setDatabaseBack(
	disk: IDBFactory,
	name: string,
	copy: DatabaseCopy
): Promise<void> {
	const database = await openExisting(disk, name);
	await fill(database, copy);
	database.close();
}

async function fill(database: IDBDatabase, copy: DatabaseCopy): Promise<void> {
	const stores = [...database.objectStoreNames];
	const transaction = database.transaction(stores, 'readwrite');
	for (const store of stores) transaction.objectStore(store).clear();
	for (const { store, key, value, inline } of copy) {
		if (!stores.includes(store)) continue;
		if (inline) transaction.objectStore(store).put(value);
		else transaction.objectStore(store).put(value, key);
	}
	await new Promise((resolve) => transaction.addEventListener('complete', resolve));
}

/** A database's stores as the app's first version made them. Dexie's version 1 is the browser's 10. */
const firstStores: Record<string, Record<string, IDBObjectStoreParameters>> = {
	queue: {
		client: {},
		mutations: { keyPath: 'id' },
		attention: { keyPath: 'key', autoIncrement: true }
	},
	data: {
		segments: { keyPath: 'key', autoIncrement: true },
		rows: { keyPath: ['scope', 'fragment', 'id'] },
		state: {}
	}
};

/**
 * The database has the stores of the app's first version, and holds what it held. Digests too, which that version
 * didn't note: what they tell nothing else could.
 */
export async function setToFirstVersion(disk: IDBFactory, name: string): Promise<void> {
	const copy = await copyDatabase(disk, name);
	await done(disk.deleteDatabase(name));
	const opening = disk.open(name, 10);
	opening.onupgradeneeded = () => {
		for (const [store, options] of Object.entries(firstStores[name] ?? {}))
			opening.result.createObjectStore(store, options);
	};
	const database = await done(opening);
	await fill(database, copy);
	database.close();
}
