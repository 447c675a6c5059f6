import { randomUUID } from 'node:crypto';
import { BlockList } from 'node:net';
import { pino } from 'pino';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';
import type { Database } from '../db/database.ts';
import { openNews } from '../news.ts';

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
	logLevel: 'silent',
	offlineLease: 7 * 86_400_000
};

/** A context whose clock is set by hand. */
export async function contextOn(
	database: Database,
	config: Partial<Config> = {}
): Promise<Context & { clock: { time: number } }> {
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
