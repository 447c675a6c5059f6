import { randomUUID } from 'node:crypto';
import { BlockList } from 'node:net';
import { pino } from 'pino';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';
import { openNews } from '../news.ts';
import { openTestDatabase } from './database.ts';

export const testConfig: Config = {
	port: 0,
	host: '127.0.0.1',
	publicUrl: 'http://foyer.test',
	dataDir: '/nonexistent',
	databaseUrl: null,
	secret: 'a secret that is only for the tests of this project',
	smtpUrl: null,
	mailFrom: 'foyer@foyer.test',
	trustedProxies: new BlockList(),
	logLevel: 'silent'
};

/** A context on a database of its own, whose clock the test may set. */
export async function openTestContext(
	config: Partial<Config> = {}
): Promise<Context & { clock: { time: number } }> {
	const database = await openTestDatabase();
	const log = pino({ level: 'silent' });
	const clock = { time: Date.UTC(2026, 4, 14, 12) };
	return {
		config: { ...testConfig, ...config },
		database,
		db: database.db,
		news: await openNews(database.channel, log),
		log,
		clock,
		now: () => clock.time,
		newId: () => randomUUID()
	};
}
