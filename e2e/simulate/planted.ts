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
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { plantedBugs, type PlantedBug } from './planted-bugs.ts';

/**
 * Plants one bug after another in a copy of the source and simulates there: every one must be found.
 * Prints the seed that found each; ends with 1 where one wasn't.
 */

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
/** Some bugs need luck: a restored backup with something waiting, say. */
const mostSeeds = 400;
/** And some need processes that work at the same time, of which a run takes half a minute. */
const mostRuns = 12;

async function copySource(): Promise<string> {
	const copy = await mkdtemp(join(tmpdir(), 'foyer-planted-'));
	for (const source of sources)
		await cp(join(root, source), join(copy, source), { recursive: true });
	for (const name of packages) {
		await cp(join(root, name, 'package.json'), join(copy, name, 'package.json'));
		await linkModules(join(root, name, 'node_modules'), join(copy, name, 'node_modules'));
	}
	return copy;
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

/** @throws where the source no longer holds the text that the bug replaces: the list is out of date */
async function plant(copy: string, { bug, file, edits }: PlantedBug): Promise<string> {
	const path = join(copy, file);
	const sound = await readFile(path, 'utf8');
	let text = sound;
	for (const [known, instead] of edits) {
		if (text.split(known).length !== 2)
			throw new Error(`${bug}: ${file} doesn’t hold once: ${known}`);
		text = text.replace(known, () => instead);
	}
	await writeFile(path, text);
	return sound;
}

/** @returns the seed at which the simulation failed; null where it never did */
async function simulate(copy: string, { processes }: PlantedBug): Promise<string | null> {
	const options = processes
		? ['--processes', '--seeds', `${mostRuns}`]
		: ['--seeds', `${mostSeeds}`];
	const run = spawn(
		process.execPath,
		[join(copy, 'e2e/simulate/main.ts'), '--from', '1', ...options],
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

const wanted = process.argv[2];
const waiting = plantedBugs.filter(({ bug }) => wanted === undefined || bug.includes(wanted));
const total = waiting.length;
let missed = 0;

async function work(): Promise<void> {
	const copy = await copySource();
	for (let next = waiting.shift(); next; next = waiting.shift()) {
		const sound = await plant(copy, next);
		const seed = await simulate(copy, next);
		await writeFile(join(copy, next.file), sound);
		if (seed === null) missed++;
		console.log(`${seed === null ? 'MISSED    ' : `seed ${seed.padEnd(5)}`} ${next.bug}`);
	}
	await rm(copy, { recursive: true });
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
console.log(`${total - missed} of ${total} planted bugs were found`);
process.exitCode = missed > 0 ? 1 : 0;
