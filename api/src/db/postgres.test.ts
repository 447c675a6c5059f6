import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { sql } from 'kysely';
import { expect, inject, onTestFinished, test } from 'vitest';
import { isAway } from './away.ts';
import { openPostgres } from './postgres.ts';

/** A way to the tests' server that can be cut, as the server's stop cuts it. */
async function openWay() {
	const prepared = inject('testDatabases');
	if (prepared.kind !== 'postgres') throw new Error('this is about PostgreSQL');
	const url = new URL(prepared.url);
	const target = { host: url.hostname, port: Number(url.port) };
	const sockets = new Set<Socket>();
	const server = createServer((incoming) => {
		const onward = connect(target);
		for (const [one, other] of [
			[incoming, onward],
			[onward, incoming]
		] as const) {
			sockets.add(one);
			one.on('error', () => {}).on('close', () => void (sockets.delete(one), other.destroy()));
			one.pipe(other);
		}
	});
	const listen = async (port: number) => {
		server.listen(port, '127.0.0.1');
		await once(server, 'listening');
	};
	await listen(0);
	const { port } = server.address() as AddressInfo;
	const cut = async () => {
		server.close();
		for (const socket of sockets) socket.destroy();
		await once(server, 'close');
	};
	url.hostname = '127.0.0.1';
	url.port = String(port);
	return { url: url.href, cut, mend: () => listen(port) };
}

async function openByWay() {
	const way = await openWay();
	const database = await openPostgres(way.url);
	onTestFinished(async () => {
		await database.close();
		await way.cut();
	});
	return { ...way, ...database };
}

test('whatever was under way when the server stopped fails, and all goes on once it is back', async () => {
	const { db, raw, channel, cut, mend } = await openByWay();
	let gaps = 0;
	const heard: string[] = [];
	await channel.listen(
		(payload) => heard.push(payload),
		() => gaps++
	);
	const kinds = {
		statement: () => sql`select ${1}::int, pg_sleep(0.005)`.execute(db),
		transaction: () =>
			db.transaction().execute(async (tx) => {
				for (let at = 0; at < 5; at++) await sql`select ${at}::int`.execute(tx);
			}),
		'at once in a transaction': () =>
			db
				.transaction()
				.execute((tx) => Promise.all([1, 2, 3].map((n) => sql`select ${n}::int`.execute(tx)))),
		'as it is': () => raw('select 1; select pg_sleep(0.005)'),
		news: () => channel.notify('x')
	};
	const settled = new Map<string, boolean>();
	let ended = false;
	onTestFinished(() => void (ended = true));
	const goOn = async (name: string, work: () => Promise<unknown>): Promise<void> => {
		while (!ended) {
			const done = await work().then(
				() => true,
				() => false
			);
			settled.set(name, done);
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	};
	const going = Object.entries(kinds).flatMap(([name, work]) =>
		[1, 2, 3, 4].map((one) => goOn(`${name} ${one}`, work))
	);
	const all = going.length;
	const everyone = (done: boolean) => async () => {
		settled.clear();
		await expect.poll(() => settled.size, { timeout: 30_000 }).toBe(all);
		return [...settled.values()].every((each) => each === done);
	};
	for (let round = 0; round < 3; round++) {
		await expect.poll(everyone(true), { timeout: 30_000 }).toBe(true);
		await cut();
		await expect.poll(everyone(false), { timeout: 30_000 }).toBe(true);
		const before = gaps;
		await mend();
		await expect.poll(() => gaps, { timeout: 30_000 }).toBeGreaterThan(before);
	}
	await expect.poll(everyone(true), { timeout: 30_000 }).toBe(true);
	heard.length = 0;
	await expect.poll(() => heard.length, { timeout: 30_000 }).toBeGreaterThan(0);
	ended = true;
	await Promise.all(going);
});

test('what fails for want of the server says so, at first and as long as it is away', async () => {
	const { db, cut } = await openByWay();
	const ask = () => sql`select 1, pg_sleep(30)`.execute(db);
	await sql`select 1`.execute(db);
	const underWay = ask().catch(isAway);
	const begun = db.transaction().execute(async (tx) => {
		await cut();
		await sql`select 1`.execute(tx);
	});
	expect(await begun.catch(isAway)).toBe(true);
	expect(await underWay).toBe(true);
	expect(await ask().catch(isAway)).toBe(true);
	expect(await sql`select nothing`.execute(db).catch(isAway)).toBe(true);
});

test.for([
	[new Error('a fault of ours'), false],
	[Object.assign(new Error('unique'), { code: '23505' }), false],
	[Object.assign(new Error('shutting down'), { code: '57P01' }), true],
	[null, false]
])('%s is the database out of reach: %s', ([error, expected]) => {
	expect(isAway(error)).toBe(expected);
});

test('arrays of what queries send and get arrive as they are', async () => {
	const { db } = await openByWay();
	const texts = ['a,b', '"{c}" \\', '', 'NULL', ' d\n'];
	const { rows } = await sql`
		select ${texts}::text[] as texts, ${[]}::uuid[] as none, ${[1440, 60]}::integer[] as integers,
			${[2 ** 40]}::bigint[] as bigints, array['x', null]::text[] as gaps, array[true, false] as booleans
	`.execute(db);
	expect(rows).toEqual([
		{
			texts,
			none: [],
			integers: [1440, 60],
			bigints: [2 ** 40],
			gaps: ['x', null],
			booleans: [true, false]
		}
	]);
});

test('a transaction doesn’t go on by another connection than its own', async () => {
	const { db, raw, cut, mend } = await openByWay();
	await raw('create table half (part int)');
	onTestFinished(async () => void (await raw('drop table half')));
	const deed = db.transaction().execute(async (tx) => {
		await sql`insert into half values (1)`.execute(tx);
		await cut();
		await mend();
		await sql`insert into half values (2)`.execute(tx);
	});
	await expect(deed).rejects.toThrow();
	expect(await raw('select part from half')).toEqual({ rows: [] });
});

test('no more than ten connections are held, and none of them is lost by being cut', async () => {
	const { db, cut, mend } = await openByWay();
	const many = () =>
		Promise.allSettled(Array.from({ length: 40 }, () => sql`select pg_sleep(0.01)`.execute(db)));
	for (let round = 0; round < 3; round++) {
		const under = many();
		await cut();
		await under;
		await many();
		await mend();
	}
	const { rows } = await sql<{ held: number }>`
		select count(*)::int as held from pg_stat_activity where datname = current_database()
			and query like '%pg_sleep(0.01)%'`.execute(db);
	expect(rows[0]?.held).toBeLessThanOrEqual(10);
	const results = await many();
	expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
});
