import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import type { Db } from './database.ts';

const folder = new URL('./migrations/', import.meta.url);

/** Brings the database to the newest schema, forward only. Safe beside other processes that do the same. */
export async function migrate(db: Db): Promise<void> {
	const migrator = new Migrator({ db, provider: { getMigrations: readMigrations } });
	const { error } = await migrator.migrateToLatest();
	if (error) throw error instanceof Error ? error : new Error('migration failed', { cause: error });
}

/** Whether every migration has been applied. */
export async function isMigrated(db: Db): Promise<boolean> {
	const migrator = new Migrator({ db, provider: { getMigrations: readMigrations } });
	return (await migrator.getMigrations()).every(({ executedAt }) => executedAt !== undefined);
}

async function readMigrations(): Promise<Record<string, Migration>> {
	const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
	const migrations = files.map(async (name): Promise<[string, Migration]> => {
		const statements = (await readFile(new URL(name, folder), 'utf8')).split(/^--$/m);
		return [name.replace('.sql', ''), { up: (db) => runAll(db, statements) }];
	});
	return Object.fromEntries(await Promise.all(migrations));
}

async function runAll(db: Parameters<Migration['up']>[0], statements: string[]): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
