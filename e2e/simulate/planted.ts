import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
	cp,
	lstat,
	mkdir,
	mkdtemp,
	readFile,
	readdir,
	rm,
	symlink,
	writeFile
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../api/src/db/migrate.ts';
import { openPGliteInMemory } from '../../api/src/db/pglite.ts';
import { withBug, type PlantedBug } from './planted-bugs.ts';

const root = new URL('../..', import.meta.url).pathname;
/** What a simulation runs on. */
const sources = [
	'shared/src',
	'api/src',
	'web/src/lib/api.ts',
	'web/src/lib/i18n',
	'web/src/lib/sync',
	'web/build',
	'e2e/simulate',
	'e2e/server-process.ts',
	'scripts/end-with-parent.mjs'
];
const packages = ['.', 'shared', 'api', 'web', 'e2e'];
/** How many seeds are tried from the known one on: some of what happens hangs on the clock of the machine. */
const nearSeeds = 5;
/** And some need processes that work at the same time, of which a run takes half a minute. */
const mostRuns = 12;

async function copySource(dump: Buffer): Promise<string> {
	const copy = await mkdtemp(join(tmpdir(), 'foyer-planted-'));
	await writeFile(dumpIn(copy), dump);
	for (const source of sources)
		await cp(join(root, source), join(copy, source), { recursive: true });
	for (const name of packages) {
		await cp(join(root, name, 'package.json'), join(copy, name, 'package.json'));
		await linkModules(join(root, name, 'node_modules'), join(copy, name, 'node_modules'));
	}
	return copy;
}

const dumpIn = (copy: string): string => join(copy, 'dump.tar');

async function dumpOfMigrated(): Promise<Buffer> {
	const database = await openPGliteInMemory();
	await migrate(database.db);
	const dump = await database.dump();
	await database.close();
	return Buffer.from(await dump.arrayBuffer());
}

/** Packages of others are used where they are; the workspace's own must lead into the copy. */
async function linkModules(from: string, to: string): Promise<void> {
	const names = await readdir(from).catch(() => []);
	await mkdir(to, { recursive: true });
	for (const name of names) {
		const path = join(from, name);
		if (name === '@foyer')
			await cp(path, join(to, name), { recursive: true, verbatimSymlinks: true });
		else if (name.startsWith('@') && (await lstat(path)).isDirectory())
			await linkModules(path, join(to, name));
		else await symlink(path, join(to, name));
	}
}

async function plant(copy: string, planted: PlantedBug): Promise<string> {
	const path = join(copy, planted.file);
	const sound = await readFile(path, 'utf8');
	await writeFile(path, withBug(sound, planted));
	return sound;
}

/** @returns the seed that finds a bug that is planted in the copy; null where none does */
async function find(
	copy: string,
	{ seed, processes, file }: PlantedBug,
	mostSeeds: number
): Promise<string | null> {
	if (processes) return simulate(copy, 1, mostRuns, ['--processes']);
	const options = file.endsWith('.sql') ? [] : ['--dump', dumpIn(copy)];
	const near = seed === undefined ? null : await simulate(copy, seed, nearSeeds, options);
	return near ?? simulate(copy, 1, mostSeeds, options);
}

async function simulate(
	copy: string,
	from: number,
	seeds: number,
	options: string[]
): Promise<string | null> {
	const run = spawn(
		process.execPath,
		[join(copy, 'e2e/simulate/main.ts'), '--from', `${from}`, '--seeds', `${seeds}`, ...options],
		{ stdio: ['ignore', 'pipe', 'pipe'] }
	);
	let output = '';
	for (const stream of [run.stdout, run.stderr])
		stream.on('data', (text: Buffer) => (output += text.toString()));
	const [code] = (await once(run, 'exit')) as [number | null];
	if (code === 0) return null;
	const seed = /seed (\d+) fails/.exec(output)?.[1];
	if (seed === undefined) throw new Error(`the simulation broke: ${output}`);
	return seed;
}

interface Search {
	/** How many bugs are looked for at once, each in a copy of the source. */
	workers: number;
	/** The most seeds that are tried, from 1 on, where the known one no longer finds its bug. */
	mostSeeds: number;
	/** Told of each bug, with the seed that found it; null: none did. */
	onSearched(bug: PlantedBug, seed: string | null): void;
}

/** Plants one bug after another in a copy of the source and simulates there, until a seed fails. */
export async function searchPlanted(
	bugs: readonly PlantedBug[],
	{ workers, mostSeeds, onSearched }: Search
): Promise<void> {
	const waiting = [...bugs];
	const dump = await dumpOfMigrated();
	const work = async () => {
		const copy = await copySource(dump);
		for (let next = waiting.shift(); next; next = waiting.shift()) {
			const sound = await plant(copy, next);
			onSearched(next, await find(copy, next, mostSeeds));
			await writeFile(join(copy, next.file), sound);
		}
		await rm(copy, { recursive: true });
	};
	await Promise.all(Array.from({ length: workers }, work));
}

/** Some of them, chosen at random. */
export const someOf = (bugs: readonly PlantedBug[], count: number): PlantedBug[] =>
	bugs
		.map((bug) => ({ bug, at: Math.random() }))
		.sort((a, b) => a.at - b.at)
		.slice(0, count)
		.map(({ bug }) => bug);
