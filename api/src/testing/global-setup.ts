import type { TestProject } from 'vitest/node';
import { startPostgres } from './postgres.ts';

declare module 'vitest' {
	interface ProvidedContext {
		/** The superuser's address, or undefined when the suite runs on PGlite. */
		postgresUrl: string | undefined;
	}
}

/** Starts the one PostgreSQL that a run with FOYER_TEST_DATABASE=postgres shares. */
export default async function setup(project: TestProject) {
	const kind = process.env.FOYER_TEST_DATABASE ?? 'pglite';
	if (kind === 'pglite') {
		project.provide('postgresUrl', undefined);
		return;
	}
	if (kind !== 'postgres')
		throw new Error(`FOYER_TEST_DATABASE is "${kind}", not pglite or postgres`);
	const postgres = await startPostgres();
	project.provide('postgresUrl', postgres.url);
	return () => postgres.stop();
}
