import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { pino } from 'pino';
import { openNews } from '../news.ts';
import { checkSecret, WrongSecret } from '../secret-fingerprint.ts';
import { openTestContext } from '../testing/context.ts';
import { openTestDatabase } from '../testing/database.ts';
import { makeOrganisation } from '../testing/organisations.ts';
import { FolderInUse, lockFolder } from './folder-lock.ts';
import { isMigrated, migrate } from './migrate.ts';
import { writeTenant } from './tenant.ts';

describe('the lock on a data folder', () => {
	const folder = () => mkdtempSync(path.join(tmpdir(), 'foyer-lock-'));

	test('keeps a second opener out until it is given back', () => {
		const dir = folder();
		const unlock = lockFolder(dir);
		expect(() => lockFolder(dir)).toThrow(FolderInUse);
		expect(() => lockFolder(dir)).toThrow(String(process.pid));
		unlock();
		lockFolder(dir)();
	});

	test('that a killed process left behind is taken over, whoever has its number now', async () => {
		const dir = folder();
		const gone = spawn(process.execPath, ['-e', '']);
		await once(gone, 'exit');
		writeFileSync(path.join(dir, 'lock'), `${gone.pid} 123`);
		lockFolder(dir)();
		writeFileSync(path.join(dir, 'lock'), `${process.pid} 1`);
		lockFolder(dir)();
	});
});

test('migrations are numbered one by one', () => {
	const numbers = readdirSync(new URL('migrations/', import.meta.url))
		.sort()
		.map((name) => Number(name.slice(0, 4)));
	expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

test('migrating twice changes nothing', async () => {
	const { db } = await openTestDatabase();
	expect(await isMigrated(db)).toBe(true);
	await migrate(db);
	expect(await isMigrated(db)).toBe(true);
});

test('a database that a newer version has migrated is refused by an older one', async () => {
	const { db } = await openTestDatabase();
	await sql`insert into kysely_migration (name, timestamp) values ('9999_later', '2026-01-01')`.execute(
		db
	);
	await expect(migrate(db)).rejects.toThrow('9999_later');
});

test('a start under another secret is stopped', async () => {
	const { db } = await openTestDatabase();
	await checkSecret(db, 'one');
	await checkSecret(db, 'one');
	await expect(checkSecret(db, 'another')).rejects.toThrow(WrongSecret);
});

test('instants come back as the UTC ms that were written', async () => {
	const { db } = await openTestDatabase();
	for (const createdAt of [0, 1_795_330_763_372, Date.UTC(9999, 11, 31)]) {
		const id = crypto.randomUUID();
		await db
			.insertInto('organisations')
			.values({ id, name: 'X', pageName: id, locale: 'en', timeZone: 'UTC', createdAt })
			.execute();
		const row = await db
			.selectFrom('organisations')
			.select('createdAt')
			.where('id', '=', id)
			.executeTakeFirstOrThrow();
		expect(row.createdAt).toBe(createdAt);
	}
});

test('news is told after the commit, several changes at once as one', async () => {
	const context = await openTestContext();
	const { organisationId } = await makeOrganisation(context.db);
	const news = await openNews(context.database.channel, pino({ level: 'silent' }));
	const heard: (string | null)[] = [];
	news.listen((id) => heard.push(id));
	for (let i = 0; i < 5; i++) news.changed(organisationId);
	await news.flush();
	await expect.poll(() => heard.filter((id) => id === organisationId)).toHaveLength(1);
});

test('a transaction that meets a deadlock is run again', async () => {
	const { db } = await openTestDatabase();
	const { organisationId } = await makeOrganisation(db);
	let runs = 0;
	const answer = await writeTenant(db, organisationId, async () => {
		runs += 1;
		if (runs < 3) throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
		return 'done';
	});
	expect([answer, runs]).toEqual(['done', 3]);
});
