import { PostgresDialect } from 'kysely';
import postgres from 'postgres';
import { arrayTypes } from './arrays.ts';
import { channelName, kyselyOn, type Channel, type Database } from './database.ts';
import { parseInstant, serializeInstant } from './instants.ts';
import { ConnectionPool } from './postgres-pool.ts';

const options = {
	connection: { TimeZone: 'UTC', application_name: 'foyer' },
	onnotice: () => {},
	fetch_types: false,
	types: {
		...arrayTypes,
		instant: { to: 1184, from: [1184], serialize: serializeInstant, parse: parseInstant },
		bigint: { to: 20, from: [20], serialize: String, parse: Number },
		// JSON columns are written as text already (the embedded driver takes them so).
		json: {
			to: 3802,
			from: [114, 3802],
			serialize: (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)),
			parse: (text: string): unknown => JSON.parse(text)
		}
	}
};

/** Opens PostgreSQL; the first query connects. */
export async function openPostgres(url: string): Promise<Database> {
	// One connection each: a long statement of the job queue must not hold up the news.
	const news = new ConnectionPool(url, options, 1);
	const raw = new ConnectionPool(url, { ...options, transform: { undefined: null } }, 1);
	// A listener that lost its connection tries again at about this pace, in s: soon after the server is back.
	const listener = postgres(url, { ...options, max: 1, backoff: () => 0.5 + Math.random() / 2 });
	const db = kyselyOn(new PostgresDialect({ pool: new ConnectionPool(url, options, 10) }));
	return {
		kind: 'postgres',
		db,
		channel: channelOn(news, listener),
		raw: (text, values) =>
			// A text that fails is rolled back before the next one's turn.
			raw.lend(async (connection) => {
				try {
					return { rows: [...(await connection.run(text, values))] };
				} catch (error) {
					// The text may have begun a transaction, which would swallow all that follows.
					await connection.run('rollback').catch(() => {});
					throw error;
				}
			}),
		close: async () => {
			await db.destroy();
			await Promise.all([news.end(), raw.end(), listener.end({ timeout: 5 })]);
		}
	};
}

function channelOn(news: ConnectionPool, listener: postgres.Sql): Channel {
	return {
		notify: async (payload) => {
			await news.lend((connection) =>
				connection.run('select pg_notify($1, $2)', [channelName, payload], { prepare: true })
			);
		},
		listen: async (onMessage, onGap) => {
			// onlisten is called at the first connection and at each one after a loss.
			await listener.listen(channelName, onMessage, onGap);
		}
	};
}
