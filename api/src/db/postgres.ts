import { PostgresJSDialect } from 'kysely-postgres-js';
import postgres from 'postgres';
import { oneAtATime } from '../gate.ts';
import { kyselyOn, type Channel, type Database } from './database.ts';
import { parseInstant, serializeInstant } from './instants.ts';

const options = {
	connection: { TimeZone: 'UTC', application_name: 'foyer' },
	onnotice: () => {},
	types: {
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
	const pool = postgres(url, { ...options, max: 10 });
	// One connection each: a long statement of the job queue must not hold up the news.
	const news = postgres(url, { ...options, max: 1 });
	const raw = postgres(url, { ...options, max: 1, transform: { undefined: null } });
	// A text that fails is rolled back before the next one's turn.
	const turns = oneAtATime();
	const db = kyselyOn(new PostgresJSDialect({ postgres: pool }));
	return {
		kind: 'postgres',
		db,
		channel: channelOn(news),
		raw: async (text, values) => {
			const leave = await turns.enter();
			try {
				return { rows: [...(await raw.unsafe(text, values))] };
			} catch (error) {
				// The text may have begun a transaction, which would swallow all that follows.
				await raw.unsafe('rollback').catch(() => {});
				throw error;
			} finally {
				leave();
			}
		},
		close: async () => {
			// The driver never notices that a query which was running has ended its work: it is not waited for long.
			await pool.end({ timeout: 2 });
			await db.destroy();
			await Promise.all([news.end({ timeout: 5 }), raw.end({ timeout: 5 })]);
		}
	};
}

function channelOn(sql: postgres.Sql): Channel {
	return {
		notify: async (payload) => {
			await sql.notify('foyer', payload);
		},
		listen: async (onMessage, onGap) => {
			// onlisten is called at the first connection and at each one after a loss.
			await sql.listen('foyer', onMessage, onGap);
		}
	};
}
