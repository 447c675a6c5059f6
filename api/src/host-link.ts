import { makeHostLink } from './accounts/host.writes.ts';
import { ConfigError, readConfig } from './config.ts';
import { openDatabase } from './db/open.ts';
import { FolderInUse } from './db/folder-lock.ts';
import { migrate } from './db/migrate.ts';

/** Prints a one-time link that lets the host in: `npm run host-link`. */
async function printHostLink(): Promise<void> {
	const config = readConfig(process.env);
	const database = await openDatabase(config);
	try {
		await migrate(database.db);
		console.log(await makeHostLink({ db: database.db, config, now: Date.now }));
	} finally {
		await database.close();
	}
}

try {
	await printHostLink();
} catch (error) {
	if (!(error instanceof ConfigError || error instanceof FolderInUse)) throw error;
	console.error(error.message);
	process.exitCode = 1;
}
