import { cp, rm } from 'node:fs/promises';
import { migrate } from '../api/src/db/migrate.ts';
import { openPostgres } from '../api/src/db/postgres.ts';
import { startPostgres } from '../api/src/testing/postgres.ts';
import { makeFolder, startProduct } from './start-product.ts';

/** What a product runs on. */
export interface Store {
	dataDir: string;
	environment: NodeJS.ProcessEnv;
	remove(): Promise<void>;
}

/** Makes stores whose tables are made already: that takes longer than a copy. */
export interface Stores {
	make(): Promise<Store>;
	close(): Promise<void>;
}

/** Folders with the embedded database in them. */
export async function openFolders(): Promise<Stores> {
	const started = await makeFolder();
	await (await startProduct(started)).stop();
	return {
		async make() {
			const dataDir = await makeFolder();
			await cp(started, dataDir, { recursive: true });
			return { dataDir, environment: {}, remove: () => rm(dataDir, { recursive: true }) };
		},
		close: () => rm(started, { recursive: true })
	};
}

/** Databases of a PostgreSQL of their own. */
export async function openDatabases(): Promise<Stores> {
	const postgres = await startPostgres();
	const { raw, close } = await openPostgres(postgres.url);
	let made = 0;
	const make = async (from: string): Promise<Store> => {
		const name = `foyer_${made++}`;
		await raw(`create database ${name} template ${from}`);
		const url = new URL(postgres.url);
		url.pathname = `/${name}`;
		const dataDir = await makeFolder();
		return {
			dataDir,
			environment: {
				DATABASE_URL: url.href,
				SECRET: 'a secret that is only for the journeys of this project'
			},
			remove: () => rm(dataDir, { recursive: true })
		};
	};
	// Not by starting the product: a process leaves alone the host's link that another printed just before.
	const template = await make('template1');
	const { db, close: closeTemplate } = await openPostgres(template.environment.DATABASE_URL!);
	await migrate(db);
	await closeTemplate();
	return {
		make: () => make('foyer_0'),
		async close() {
			await close();
			await postgres.stop();
			await template.remove();
		}
	};
}
