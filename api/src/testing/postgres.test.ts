import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import postgres from 'postgres';
import { expect, onTestFinished, test } from 'vitest';
import { startPostgres } from './postgres.ts';
import { findPostgres } from './postgres-binaries.ts';

test('serves SQL with the extensions and the case rules PGlite has', async () => {
	const server = await startPostgres();
	onTestFinished(() => server.stop());
	const sql = postgres(server.url, { max: 1, onnotice: () => {} });
	await sql`create extension citext`;
	await sql`create extension pg_trgm`;
	await sql`create extension unaccent`;
	const [row] = await sql`select lower('ÉA') as lower, 'Z' < 'a' as by_code_point`;
	expect(row).toEqual({ lower: 'éa', by_code_point: true });
	await sql.end();
});

test('starts from a folder that only its owner may enter', async () => {
	const [embedded] = findPostgres();
	const closed = await mkdtemp(join(tmpdir(), 'foyer-closed-'));
	onTestFinished(() => rm(closed, { recursive: true }));
	await chmod(closed, 0o700);
	const home = join(closed, 'native');
	await cp(embedded!.home, home, { recursive: true, verbatimSymlinks: true });
	const server = await startPostgres([{ home, private: true }]);
	await server.stop();
	expect(await answers(server.url)).toBe(false);
});

test('ends with the process that started it, even by SIGKILL', async () => {
	const { url, folder, kill } = await startInChild();
	expect(await answers(url)).toBe(true);
	expect(existsSync(folder)).toBe(true);
	await kill();
	await expect.poll(() => answers(url), { timeout: 60_000 }).toBe(false);
	await expect.poll(() => existsSync(folder), { timeout: 60_000 }).toBe(false);
});

test('throws with the reason when no PostgreSQL starts', async () => {
	await expect(startPostgres([])).rejects.toThrow('No PostgreSQL could be started');
	const nowhere = { home: join(tmpdir(), 'foyer-no-such-folder'), private: false };
	await expect(startPostgres([nowhere])).rejects.toMatchObject({
		errors: [expect.objectContaining({ message: `${nowhere.home} does not start` })]
	});
});

async function startInChild() {
	const program = `
		import { startPostgres } from ${JSON.stringify(new URL('./postgres.ts', import.meta.url))};
		import postgres from ${JSON.stringify(import.meta.resolve('postgres'))};
		const { url } = await startPostgres();
		const sql = postgres(url, { max: 1 });
		const [row] = await sql\`show data_directory\`;
		await sql.end();
		console.log(JSON.stringify({ url, data: row.data_directory }));
		setInterval(() => {}, 1000);`;
	const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	onTestFinished(() => void child.kill('SIGKILL'));
	const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
	const { url, data } = JSON.parse(line) as { url: string; data: string };
	const kill = async () => {
		child.kill('SIGKILL');
		await once(child, 'exit');
	};
	return { url, folder: dirname(data), kill };
}

function answers(url: string): Promise<boolean> {
	const { hostname, port } = new URL(url);
	const socket = connect(Number(port), hostname);
	return new Promise((resolve) => {
		socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
	}).finally(() => socket.destroy()) as Promise<boolean>;
}
