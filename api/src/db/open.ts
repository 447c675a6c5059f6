import type { Config } from '../config.ts';
import type { Database } from './database.ts';
import { openPGlite } from './pglite.ts';
import { openPostgres } from './postgres.ts';

/** Opens what the configuration names: PostgreSQL, else the embedded database in the data folder. */
export const openDatabase = (config: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<Database> =>
	config.databaseUrl === null ? openPGlite(config.dataDir) : openPostgres(config.databaseUrl);
