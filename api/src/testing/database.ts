import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import postgres from 'postgres';
import { afterAll, inject, onTestFinished } from 'vitest';
import type { Database } from '../db/database.ts';
import { openPGliteInMemory } from '../db/pglite.ts';
import { openPostgres } from '../db/postgres.ts';

/** A migrated, empty database of the kind under test: a test's own for as long as it runs. */
export async function openTestDatabase(): Promise<Database> {
	const prepared = inject('testDatabases');
	if (prepared.kind === 'pglite') return openEmptied(prepared.dump);
	const database = await openPostgres(await copyDatabase(prepared.url, prepared.template));
	onTestFinished(() => database.close());
	return database;
}

/**
 * A test's database as another process has it, with connections of its own. The embedded one has a single
 * process, so that it is that process's.
 */
export async function openBeside(database: Database): Promise<Database> {
	const prepared = inject('testDatabases');
	if (prepared.kind === 'pglite') return database;
	const { rows } = await database.raw('select current_database() as name');
	const beside = await openPostgres(withName(prepared.url, (rows[0] as { name: string }).name));
	onTestFinished(() => beside.close());
	return beside;
}

let embedded: Promise<Database> | undefined;

afterAll(async () => {
	await (await embedded)?.close();
});

/**
 * The embedded database takes seconds to open and milliseconds to empty, so that a file's tests, which
 * run one after another, share one.
 */
async function openEmptied(dump: string): Promise<Database> {
	embedded ??= readFile(dump).then((bytes) => openPGliteInMemory(new Blob([bytes])));
	const database = await embedded;
	await database.raw(emptyAll);
	return database;
}

/** Without triggers and foreign keys: a hundred empty tables are truncated in ten times as long. */
const emptyAll = `
	drop schema if exists pgboss cascade;
	set session_replication_role = replica;
	do $$
	declare
		full_table text;
	begin
		for full_table in
			select quote_ident(tablename) from pg_tables
			where schemaname = 'public' and tablename not like 'kysely_%'
		loop
			execute 'delete from ' || full_table;
		end loop;
	end $$;
	set session_replication_role = origin`;

/** Makes a database of its own from the template. @returns its address */
async function copyDatabase(serverUrl: string, template: string): Promise<string> {
	const name = `foyer_${randomBytes(6).toString('hex')}`;
	const admin = postgres(serverUrl, { max: 1, onnotice: () => {} });
	// Copies of one template exclude each other.
	await admin`select pg_advisory_lock(726)`;
	// Copying files takes a third of the time that logging their pages does.
	await admin.unsafe(`create database ${name} template ${template} strategy file_copy`);
	await admin.end();
	return withName(serverUrl, name);
}

function withName(serverUrl: string, name: string): string {
	const own = new URL(serverUrl);
	own.pathname = `/${name}`;
	return own.href;
}
