import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { DEFAULT_MIGRATION_TABLE, Migrator, type Migration } from 'kysely/migration';
import type { Db } from './database.ts';

const folder = new URL('./migrations/', import.meta.url);

/** Brings the database to the newest schema, forward only. Safe beside other processes that do the same. */
export async function migrate(db: Db): Promise<void> {
	// The migrator looks at every table before it finds nothing to do: a third of a start.
	if (await isMigrated(db)) return;
	const migrator = new Migrator({ db, provider: { getMigrations: readMigrations } });
	const { error } = await migrator.migrateToLatest();
	if (error) throw error instanceof Error ? error : new Error('migration failed', { cause: error });
}

/** Whether every migration has been applied. */
export async function isMigrated(db: Db): Promise<boolean> {
	const known = await sql`select to_regclass(${DEFAULT_MIGRATION_TABLE}) as name`.execute(db);
	if ((known.rows as { name: unknown }[])[0]?.name === null) return false;
	const { rows } = await sql<{
		name: string;
	}>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(db);
	const applied = new Set(rows.map(({ name }) => name));
	return (await migrationFiles()).every((file) => applied.has(nameOf(file)));
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
