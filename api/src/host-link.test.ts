import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { readToken } from './accounts/user-tokens.writes.ts';
import { openPGlite } from './db/pglite.ts';

const script = new URL('./host-link.ts', import.meta.url).pathname;

function folder(): string {
	const dataDir = mkdtempSync(path.join(tmpdir(), 'foyer-host-link-'));
	onTestFinished(() => rm(dataDir, { recursive: true }));
	return dataDir;
}

const run = (environment: Record<string, string>) =>
	promisify(execFile)(process.execPath, [script], {
		env: { PATH: process.env.PATH, ...environment }
	}).then(
		({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
		(error: { code: number; stdout: string; stderr: string }) => error
	);

test('prints one line with a link that is good', { timeout: 60_000 }, async () => {
	const dataDir = folder();
	const { stdout, code } = await run({ DATA_DIR: dataDir, PUBLIC_URL: 'https://foyer.example' });
	expect(code).toBe(0);
	expect(stdout).toMatch(/^https:\/\/foyer\.example\/app\/welcome#[0-9a-f]{20}\.[0-9a-f]{40}\n$/);
	const database = await openPGlite(dataDir);
	const token = stdout.trim().split('#')[1] ?? '';
	const good = await readToken({ db: database.db, now: Date.now }, 'host', token);
	await database.close();
	expect(good).toMatchObject({ userId: null });
});

test(
	'beside a running server it says who has the folder, and ends with 1',
	{ timeout: 60_000 },
	async () => {
		const dataDir = folder();
		const server = await openPGlite(dataDir);
		const { code, stdout, stderr } = await run({ DATA_DIR: dataDir });
		await server.close();
		expect(code).toBe(1);
		expect(stdout).toBe('');
		expect(stderr).toBe(`${dataDir} is in use by process ${process.pid}: stop it first\n`);
	}
);

test('a wrong setting is one readable line', async () => {
	const { code, stderr } = await run({ DATA_DIR: folder(), PUBLIC_URL: 'foyer' });
	expect(code).toBe(1);
	expect(stderr).toMatch(/^PUBLIC_URL .+\n$/);
});

test('so is a database that can’t be reached', async () => {
	const { code, stdout, stderr } = await run({
		DATA_DIR: folder(),
		DATABASE_URL: 'postgres://foyer:a-password@127.0.0.1:1/foyer',
		SECRET: 'a secret that is only for the tests of this project'
	});
	expect([code, stdout]).toEqual([1, '']);
	expect(stderr).toMatch(/^DATABASE_URL can't be used: .*ECONNREFUSED.*\n$/);
	expect(stderr).not.toContain('a-password');
});
