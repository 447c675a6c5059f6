import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { Database, Db } from './db/database.ts';
import { writeTenant, type TenantTx } from './db/tenant.ts';
import type { News } from './news.ts';

/** What every part of the server works with, built once at the start and passed in. */
export interface Context {
	config: Config;
	database: Database;
	db: Db;
	news: News;
	log: Logger;
	/** UTC ms. */
	now(): number;
	newId(): string;
}

export const systemClock = { now: () => Date.now(), newId: () => randomUUID() };

/** Writes in one organisation and, after the commit, tells who listens for its changes. */
export async function writeAndTell<T>(
	context: Pick<Context, 'db' | 'news'>,
	organisationId: string,
	run: (tx: TenantTx) => Promise<T>
): Promise<T> {
	const result = await writeTenant(context.db, organisationId, run);
	context.news.changed(organisationId);
	return result;
}
