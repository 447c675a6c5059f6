import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { PGlite, types, type PGliteOptions } from '@electric-sql/pglite';
import { PGliteDialect } from 'kysely';
import { kyselyOn, type Channel, type Database } from './database.ts';
import { parseInstant, serializeInstant } from './instants.ts';
import { lockFolder } from './folder-lock.ts';

const conversions: Pick<PGliteOptions, 'parsers' | 'serializers'> = {
	parsers: { [types.TIMESTAMPTZ]: parseInstant, [types.INT8]: Number },
	serializers: { [types.TIMESTAMPTZ]: serializeInstant }
};

/**
 * Opens the embedded database in a folder, made where missing.
 * @throws FolderInUse when another process has it open: the two would lose each other's rows
 */
export async function openPGlite(dataDir: string): Promise<Database> {
	mkdirSync(dataDir, { recursive: true, mode: 0o700 });
	const unlock = lockFolder(dataDir);
	try {
		const client = await PGlite.create({ dataDir: path.join(dataDir, 'pg'), ...conversions });
		return databaseOn(client, unlock);
	} catch (error) {
		unlock();
		throw error;
	}
}

/** A database in memory, for tests: empty, or from a dump of a migrated one. */
export async function openPGliteInMemory(
	dump?: Blob
): Promise<Database & { dump(): Promise<Blob> }> {
	const client = await PGlite.create({ ...conversions, ...(dump ? { loadDataDir: dump } : {}) });
	return { ...databaseOn(client, () => {}), dump: () => client.dumpDataDir('none') };
}

function databaseOn(client: PGlite, unlock: () => void): Database {
	const db = kyselyOn(new PGliteDialect({ pglite: client }));
	return {
		kind: 'pglite',
		db,
		channel: channelInProcess(),
		raw: async (text, values) => {
			if (values && values.length > 0) return { rows: (await client.query(text, values)).rows };
			try {
				const results = await client.exec(text);
				return { rows: results.at(-1)?.rows ?? [] };
			} catch (error) {
				// The text may have begun a transaction, which would swallow all that follows.
				await client.exec('rollback').catch(() => {});
				throw error;
			}
		},
		close: async () => {
			await db.destroy();
			unlock();
		}
	};
}

/** There is one process on an embedded database, so its channel needs no database. */
function channelInProcess(): Channel {
	const emitter = new EventEmitter().setMaxListeners(0);
	return {
		notify: async (payload) => {
			emitter.emit('message', payload);
		},
		listen: async (onMessage) => {
			emitter.on('message', onMessage);
		}
	};
}
