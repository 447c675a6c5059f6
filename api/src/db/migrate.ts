import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { DEFAULT_MIGRATION_TABLE, Migrator, type Migration } from 'kysely/migration';
import type { Db } from './database.ts';

const folder = new URL('./migrations/', import.meta.url);

/** Brings the database to the newest schema, forward only. Safe beside other processes that do the same. */
export async function migrate(db: Db): Promise<void> {
	const applied = await appliedMigrations(db);
	const known = await migrationFiles();
	// The migrator looks at every table before it finds nothing to do: a third of a start. One that a newer version
	// of the product applied is its to refuse.
	if (applied.size === known.length && known.every((file) => applied.has(nameOf(file)))) return;
	const migrator = new Migrator({ db, provider: { getMigrations: readMigrations } });
	const { error } = await migrator.migrateToLatest();
	if (error) throw error instanceof Error ? error : new Error('migration failed', { cause: error });
}

/** Whether every migration has been applied. */
export async function isMigrated(db: Db): Promise<boolean> {
	const applied = await appliedMigrations(db);
	return (await migrationFiles()).every((file) => applied.has(nameOf(file)));
}

async function appliedMigrations(db: Db): Promise<Set<string>> {
	const table = await sql<{
		name: string | null;
	}>`select to_regclass(${DEFAULT_MIGRATION_TABLE}) as name`.execute(db);
	if (!table.rows[0]?.name) return new Set();
	const { rows } = await sql<{
		name: string;
	}>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(db);
	return new Set(rows.map(({ name }) => name));
}

/** In the order in which they are applied. */
async function migrationFiles(): Promise<string[]> {
	return (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
}

const nameOf = (file: string): string => file.replace('.sql', '');

async function readMigrations(): Promise<Record<string, Migration>> {
	const migrations = (await migrationFiles()).map(async (name): Promise<[string, Migration]> => {
		const statements = (await readFile(new URL(name, folder), 'utf8')).split(/^--$/m);
		return [nameOf(name), { up: (db) => runAll(db, statements) }];
	});
	return Object.fromEntries(await Promise.all(migrations));
}

async function runAll(db: Parameters<Migration['up']>[0], statements: string[]): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
