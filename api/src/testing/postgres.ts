import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
	copyBinaries,
	findPostgres,
	majorVersion,
	unprivilegedAccount,
	type Account,
	type PostgresBinaries
} from './postgres-binaries.ts';

const run = promisify(execFile);

export interface TestPostgres {
	/** Connects as the superuser `postgres`. */
	url: string;
	stop(): Promise<void>;
}

/**
 * Starts a real PostgreSQL on a free port of 127.0.0.1, its data in a temporary folder.
 * It ends with this process, however this process ends.
 * Throws when neither the npm package's nor the machine's own PostgreSQL starts.
 */
export async function startPostgres(candidates = findPostgres()): Promise<TestPostgres> {
	const failures: unknown[] = [];
	for (const binaries of candidates) {
		try {
			return await startFrom(binaries);
		} catch (error) {
			failures.push(new Error(`${binaries.home} does not start`, { cause: error }));
		}
	}
	throw new AggregateError(failures, 'No PostgreSQL could be started for the tests');
}

async function startFrom(binaries: PostgresBinaries): Promise<TestPostgres> {
	const folder = await mkdtemp(join(tmpdir(), 'foyer-postgres-'));
	try {
		const account = unprivilegedAccount();
		const home = await prepare(binaries, folder, account);
		await initialise(home, folder, account);
		return await serve(home, folder, account);
	} catch (error) {
		await rm(folder, { recursive: true, force: true });
		throw error;
	}
}

async function prepare(
	binaries: PostgresBinaries,
	folder: string,
	account: Account | undefined
): Promise<string> {
	if (account === undefined) return binaries.home;
	if (binaries.private) await copyBinaries(binaries.home, folder);
	await chmod(folder, 0o700);
	await run('chown', ['-R', `${account.uid}:${account.gid}`, folder]);
	return binaries.private ? folder : binaries.home;
}

async function initialise(
	home: string,
	folder: string,
	account: Account | undefined
): Promise<void> {
	// Like PGlite: text compares by code point, upper and lower case know all of Unicode.
	const locale = majorVersion(home) >= 17 ? ['--locale-provider=builtin'] : [];
	await run(
		join(home, 'bin', 'initdb'),
		[
			`--pgdata=${join(folder, 'data')}`,
			'--username=postgres',
			'--auth=trust',
			'--encoding=UTF8',
			'--locale=C.UTF-8',
			...locale,
			'--no-sync'
		],
		{ ...account, cwd: folder, env: serverEnvironment() }
	);
}

const SETTINGS = {
	listen_addresses: '127.0.0.1',
	unix_socket_directories: '',
	max_connections: '200',
	shared_buffers: '128MB',
	fsync: 'off',
	synchronous_commit: 'off',
	full_page_writes: 'off',
	wal_level: 'minimal',
	max_wal_senders: '0',
	jit: 'off',
	timezone: 'UTC',
	log_checkpoints: 'off',
	log_min_messages: 'log'
};

/*
 * Standard input is a pipe that nobody writes to: it closes when this process ends, even by
 * SIGKILL, and with it goes the server. A handler in this process could not promise that.
 */
const SUPERVISOR = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
{ cat <&3 >/dev/null; kill -INT $server; } 2>/dev/null &
wait $server
status=$?
rm -rf "$FOYER_POSTGRES_FOLDER"
exit $status
`;

async function serve(
	home: string,
	folder: string,
	account: Account | undefined
): Promise<TestPostgres> {
	const port = await freePort();
	const settings = Object.entries({ ...SETTINGS, port }).flatMap(([key, value]) => [
		'-c',
		`${key}=${value}`
	]);
	const server = [join(home, 'bin', 'postgres'), '-D', join(folder, 'data'), ...settings];
	const supervisor = spawn('sh', ['-c', SUPERVISOR, 'sh', ...server], {
		...account,
		cwd: folder,
		env: { ...serverEnvironment(), FOYER_POSTGRES_FOLDER: folder },
		stdio: ['pipe', 'ignore', 'pipe'],
		// A terminal's Ctrl-C reaches the tests alone; the pipe then ends the server.
		detached: true
	});
	await ready(supervisor);
	return {
		url: `postgres://postgres@127.0.0.1:${port}/postgres`,
		async stop() {
			await stop(supervisor);
			await rm(folder, { recursive: true, force: true });
		}
	};
}

function ready(supervisor: ChildProcess): Promise<void> {
	return new Promise((resolve, reject) => {
		let said = '';
		supervisor.stderr?.on('data', (chunk: Buffer) => {
			said += chunk.toString();
			if (said.includes('ready to accept connections')) resolve();
		});
		supervisor.once('error', reject);
		supervisor.once('exit', (status) => {
			supervisor.stdin?.end();
			reject(new Error(`postgres ended with ${status}: ${said}`));
		});
	});
}

async function stop(supervisor: ChildProcess): Promise<void> {
	if (supervisor.exitCode !== null || supervisor.signalCode !== null) return;
	const exit = once(supervisor, 'exit');
	supervisor.stdin?.end();
	await exit;
}

function serverEnvironment(): NodeJS.ProcessEnv {
	return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
}

async function freePort(): Promise<number> {
	const probe = createServer().listen(0, '127.0.0.1');
	await once(probe, 'listening');
	const { port } = probe.address() as AddressInfo;
	probe.close();
	await once(probe, 'close');
	return port;
}
