import { CamelCasePlugin, Kysely, type Dialect } from 'kysely';
import type { Schema } from './schema.ts';

export type Db = Kysely<Schema>;

/** What processes on one PostgreSQL call the channel of their news. */
export const channelName = 'foyer';

/** Tells every process on the database that an organisation's data changed. */
export interface Channel {
	/** Sends a short text to all processes, this one included. */
	notify(payload: string): Promise<void>;
	/**
	 * Hears what is sent from now on; lost connections are taken up again.
	 * @param onGap called when messages may have been missed
	 */
	listen(onMessage: (payload: string) => void, onGap: () => void): Promise<void>;
}

/** Runs SQL as it is, several statements too where there are no values: what pg-boss asks for. */
export interface RawSql {
	(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** An open database: embedded or PostgreSQL, alike to who uses it. */
export interface Database {
	kind: 'pglite' | 'postgres';
	db: Db;
	channel: Channel;
	raw: RawSql;
	close(): Promise<void>;
}

export const kyselyOn = (dialect: Dialect): Db =>
	new Kysely<Schema>({
		dialect,
		plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })]
	});
