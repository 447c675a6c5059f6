/*
 * Every script of the root package.json starts here. Plain JavaScript without dependencies: it
 * runs on the machine's own Node (20 or newer), before anything is installed.
 */
import { ensureInstalled } from './install.mjs';
import { CommandFailed } from './processes.mjs';

/** @type {Record<string, () => Promise<{ default: (args: string[]) => Promise<number> }>>} */
const commands = {
	start: () => import('./start.mjs'),
	dev: () => import('./dev.mjs'),
	test: () => import('./test.mjs'),
	check: () => import('./check.mjs'),
	format: () => import('./format.mjs'),
	bench: () => import('./bench.mjs'),
	simulate: () => import('./simulate.mjs'),
	smoke: () => import('./smoke.mjs'),
	'host-link': () => import('./host-link.mjs')
};

const [name = '', ...args] = process.argv.slice(2);
const load = commands[name];
if (load === undefined) {
	console.error(`Usage: npm run ${Object.keys(commands).join(' | ')}`);
	process.exit(2);
}

try {
	await ensureInstalled();
	const command = await load();
	process.exitCode = await command.default(args);
} catch (error) {
	if (!(error instanceof CommandFailed)) throw error;
	console.error(error.message);
	process.exitCode = 1;
}
