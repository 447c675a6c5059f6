import { sql } from 'kysely';
import { ConfigError, type Config } from '../config.ts';
import type { Database } from './database.ts';
import { openPGlite } from './pglite.ts';
import { openPostgres } from './postgres.ts';

/** Opens what the configuration names: PostgreSQL, else the embedded database in the data folder. */
export const openDatabase = ({
	databaseUrl,
	dataDir
}: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<Database> =>
	databaseUrl === null ? openPGlite(dataDir) : openReachable(databaseUrl);

/** @throws ConfigError where nobody answers there, or not to this user */
async function openReachable(url: string): Promise<Database> {
	const database = await openPostgres(url);
	try {
		await sql`select 1`.execute(database.db);
		return database;
	} catch (error) {
		await database.close();
		// The host's own words, such as "connection refused", have nothing of the address' password.
		const { message, code } = error as Error & { code?: string };
		throw new ConfigError(`DATABASE_URL can't be used: ${message || code}`, { cause: error });
	}
}
