import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rename, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import { inject, onTestFinished } from 'vitest';
import type { Database } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { openPGliteInMemory } from '../db/pglite.ts';
import { openPostgres } from '../db/postgres.ts';

/** A migrated, empty database of the kind under test, closed when the test or file that asked for it ends. */
export async function openTestDatabase(): Promise<Database> {
	const url = inject('postgresUrl');
	return url === undefined ? openEmbedded() : openOnServer(url);
}

let dump: Promise<Blob> | undefined;

/** Migrating takes seconds, so it is done once per run; the other databases start from its dump. */
async function migratedDump(): Promise<Blob> {
	const folder = path.join(tmpdir(), `foyer-test-${process.ppid}`);
	if (existsSync(folder)) return new Blob([await readFile(folder)]);
	const database = await openPGliteInMemory();
	await migrate(database.db);
	const made = await database.dump();
	await database.close();
	const own = path.join(await mkdtemp(path.join(tmpdir(), 'foyer-')), 'dump');
	await writeFile(own, Buffer.from(await made.arrayBuffer()));
	await rename(own, folder);
	return made;
}

async function openEmbedded(): Promise<Database> {
	dump ??= migratedDump();
	const database = await openPGliteInMemory(await dump);
	onTestFinished(() => database.close());
	return database;
}

const templateName = 'foyer_template';

/** Copies the migrated template, made by whoever comes first (an advisory lock lets the others wait). */
async function openOnServer(url: string): Promise<Database> {
	const admin = postgres(url, { max: 1, onnotice: () => {} });
	const name = `foyer_${randomBytes(6).toString('hex')}`;
	try {
		await admin`select pg_advisory_lock(726)`;
		await ensureTemplate(admin, url);
		await admin.unsafe(`create database ${name} template ${templateName}`);
	} finally {
		await admin.end();
	}
	const own = new URL(url);
	own.pathname = `/${name}`;
	const database = await openPostgres(own.href);
	onTestFinished(() => database.close());
	return database;
}

async function ensureTemplate(admin: postgres.Sql, url: string): Promise<void> {
	const found = await admin`select 1 from pg_database where datname = ${templateName}`;
	if (found.length > 0) return;
	await admin.unsafe(`create database ${templateName}_making`);
	const making = new URL(url);
	making.pathname = `/${templateName}_making`;
	const database = await openPostgres(making.href);
	await migrate(database.db);
	await database.close();
	await admin.unsafe(`alter database ${templateName}_making rename to ${templateName}`);
}
