import {
	DummyDriver,
	Kysely,
	PostgresAdapter,
	PostgresIntrospector,
	PostgresQueryCompiler,
	type CompiledQuery,
	type DatabaseConnection
} from 'kysely';
import { expect, test } from 'vitest';
import type { TenantTx } from '../db/tenant.ts';
import { readChanges } from './feed.reads.ts';

/** A database that answers each query with rows of the caller's. */
function answering(answer: (query: CompiledQuery) => unknown[]): TenantTx {
	class Driver extends DummyDriver {
		override async acquireConnection(): Promise<DatabaseConnection> {
			return {
				executeQuery: async <Row>(query: CompiledQuery) => ({ rows: answer(query) as Row[] }),
				streamQuery: () => {
					throw new Error('nothing is streamed');
				}
			};
		}
	}
	return new Kysely({
		dialect: {
			createAdapter: () => new PostgresAdapter(),
			createDriver: () => new Driver(),
			createIntrospector: (db) => new PostgresIntrospector(db),
			createQueryCompiler: () => new PostgresQueryCompiler()
		}
	}) as unknown as TenantTx;
}

/** A feed of commits that each changed so many rows. */
function feedOf(commits: number, rowsOfEach: number) {
	const read = { commits: 0, rows: 0 };
	const tx = answering(({ sql, parameters }) => {
		if (sql.includes('syncCommits')) {
			const [after, limit] = parameters.slice(-2) as [number, number];
			const some = Array.from(
				{ length: Math.min(limit, commits - after) },
				(_, at) => at + 1 + after
			);
			read.commits += some.length;
			return some.map((version) => ({ tx: version, version, commitId: `c${version}` }));
		}
		const versions = parameters.find((one) => Array.isArray(one)) as number[];
		const rows = versions.flatMap((tx) =>
			Array.from({ length: rowsOfEach }, (_, at) => ({
				...{ tx, fragment: 'people', eventId: null, id: `${tx} ${at}` }
			}))
		);
		read.rows += rows.length;
		return rows;
	});
	const changes = () => readChanges(tx, 'o', { after: 0, fragments: ['people'], most: 5000 });
	return { changes, read };
}

test('a commit that changed more rows than a call takes arguments is read as a whole', async () => {
	const { changes } = feedOf(1, 300_000);
	const { changes: all, end } = await changes();
	expect(all).toHaveLength(300_000);
	expect(end).toEqual({ version: 1, commit: 'c1' });
});

test('of a spreadsheet’s 200 commits no more are read than one answer carries a multiple of', async () => {
	const { changes, read } = feedOf(200, 1000);
	const { end } = await changes();
	expect(end).toEqual({ version: 5, commit: 'c5' });
	expect(read.rows).toBe(10_000);
});

test('of many small commits all are read, in few steps', async () => {
	const { changes, read } = feedOf(1000, 2);
	const { changes: all, end } = await changes();
	expect(all).toHaveLength(2000);
	expect(end).toBeNull();
	expect(read.commits).toBe(1000);
});
