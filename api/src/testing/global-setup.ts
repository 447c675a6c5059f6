import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '../db/migrate.ts';
import { openPGliteInMemory } from '../db/pglite.ts';
import { openPostgres } from '../db/postgres.ts';
import { startPostgres } from './postgres.ts';

/** What each test copies its own database from: migrating takes seconds, so it is done once a run. */
export type TestDatabases =
	{ kind: 'pglite'; dump: string } | { kind: 'postgres'; url: string; template: string };

declare module 'vitest' {
	interface ProvidedContext {
		testDatabases: TestDatabases;
	}
}

/** Prepares the database that FOYER_TEST_DATABASE names (`pglite` where it is unset). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const kind = process.env.FOYER_TEST_DATABASE ?? 'pglite';
	if (kind === 'pglite') return prepareEmbedded(project);
	if (kind === 'postgres') return preparePostgres(project);
	throw new Error(`FOYER_TEST_DATABASE is "${kind}", not pglite or postgres`);
}

async function prepareEmbedded(project: TestProject): Promise<() => Promise<void>> {
	const folder = await mkdtemp(path.join(tmpdir(), 'foyer-test-'));
	const database = await openPGliteInMemory();
	await migrate(database.db);
	const dump = path.join(folder, 'dump.tar');
	await writeFile(dump, Buffer.from(await (await database.dump()).arrayBuffer()));
	await database.close();
	project.provide('testDatabases', { kind: 'pglite', dump });
	return () => rm(folder, { recursive: true });
}

async function preparePostgres(project: TestProject): Promise<() => Promise<void>> {
	const server = await startPostgres();
	const template = 'foyer_template';
	const admin = await openPostgres(server.url);
	await admin.raw(`create database ${template}`);
	await admin.close();
	const url = new URL(server.url);
	url.pathname = `/${template}`;
	const database = await openPostgres(url.href);
	await migrate(database.db);
	await database.close();
	project.provide('testDatabases', { kind: 'postgres', url: server.url, template });
	return () => server.stop();
}
