import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import postgres from 'postgres';
import { inject, onTestFinished } from 'vitest';
import type { Database } from '../db/database.ts';
import { openPGliteInMemory } from '../db/pglite.ts';
import { openPostgres } from '../db/postgres.ts';

/** A migrated, empty database of the kind under test, closed when the test that asked for it ends. */
export async function openTestDatabase(): Promise<Database> {
	const prepared = inject('testDatabases');
	const database =
		prepared.kind === 'pglite'
			? await openPGliteInMemory(new Blob([await readFile(prepared.dump)]))
			: await openCopy(prepared.url, prepared.template);
	onTestFinished(() => database.close());
	return database;
}

async function openCopy(serverUrl: string, template: string): Promise<Database> {
	return openPostgres(await copyDatabase(serverUrl, template));
}

/** Makes a database of its own from the template. @returns its address */
async function copyDatabase(serverUrl: string, template: string): Promise<string> {
	const name = `foyer_${randomBytes(6).toString('hex')}`;
	const admin = postgres(serverUrl, { max: 1, onnotice: () => {} });
	// Copies of one template exclude each other.
	await admin`select pg_advisory_lock(726)`;
	await admin.unsafe(`create database ${name} template ${template}`);
	await admin.end();
	const own = new URL(serverUrl);
	own.pathname = `/${name}`;
	return own.href;
}
