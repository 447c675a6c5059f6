import { randomUUID } from 'node:crypto';
import { BlockList } from 'node:net';
import { pino } from 'pino';
import { systemClock, type Context } from '../../context.ts';
import { migrate } from '../../db/migrate.ts';
import { openPGliteInMemory } from '../../db/pglite.ts';
import { openPostgres } from '../../db/postgres.ts';
import { openNews } from '../../news.ts';

/**
 * A context for measuring, on a PostgreSQL's empty database, else on the embedded one in memory.
 * @param dump of a migrated embedded database, which is opened sooner than made
 */
export async function openBenchContext(url: string | null, dump?: Blob): Promise<Context> {
	const database = url === null ? await openPGliteInMemory(dump) : await openPostgres(url);
	await migrate(database.db);
	const log = pino({ level: 'error' });
	return {
		config: {
			port: 0,
			host: '127.0.0.1',
			publicUrl: 'http://localhost',
			dataDir: '/nonexistent',
			databaseUrl: url,
			secret: randomUUID(),
			smtpUrl: null,
			mailFrom: 'foyer@localhost',
			trustedProxies: new BlockList(),
			logLevel: 'error',
			offlineLease: 7 * 86_400_000
		},
		database,
		db: database.db,
		news: await openNews(database.channel, log),
		log,
		...systemClock
	};
}
