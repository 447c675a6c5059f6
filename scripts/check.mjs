import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ensureWebBuilt } from './build-web.mjs';
import { productEnvironment, productNode, root } from './environment.mjs';
import { capture, CommandFailed } from './processes.mjs';

const cache = join(root, 'node_modules', '.cache', 'foyer');

/** @param {string} name @param {string} [folder] */
const types = (name, folder = name) => ({
	name: `types of ${name}`,
	args: [
		'node_modules/typescript/bin/tsc',
		...['--project', folder, '--incremental'],
		...['--tsBuildInfoFile', join(cache, `${name}.tsbuildinfo`)]
	]
});

/**
 * Without its cache: that goes by a file's own content, and rules about types depend on others'.
 * TypeScript reads components as the linter's parser translates them: otherwise each, when it is linted,
 * is another file than was read, and all types are worked out anew.
 * @param {string} name
 * @param {string[]} args
 */
const lint = (name, args) => ({
	name: `lint of ${name}`,
	env: { SVELTE_ESLINT_PARSER_EXPERIMENTAL_TS_SYS_HOOK: '1' },
	args: ['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', ...args]
});

/** The longest first: they share the processors two by two or more. */
const tasks = [
	lint('web', ['web']),
	lint('the rest', ['--ignore-pattern', 'web', '.']),
	{
		name: 'types of web',
		cwd: 'web',
		args: ['node_modules/svelte-check/bin/svelte-check', '--fail-on-warnings']
	},
	types('api'),
	types('shared'),
	types('e2e'),
	types('scripts'),
	types('worker', 'web/src/service-worker'),
	{
		name: 'import rules',
		args: [
			'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
			...['--config', '.dependency-cruiser.cjs', 'shared', 'api', 'web', 'e2e']
		]
	},
	{ name: 'dead code', args: ['node_modules/knip/bin/knip.js', '--no-progress'] },
	{ name: 'format', args: ['node_modules/prettier/bin/prettier.cjs', '--check', '.'] }
];

/** Runs every check, and all of them even when one fails. */
export default async function check() {
	const failed = (await buildFails()) ? ['build'] : [];
	const waiting = [...tasks];
	const lane = async () => {
		for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
			if (await fails(task)) failed.push(task.name);
		}
	};
	const lanes = Math.min(Math.max(availableParallelism(), 2), 4);
	await Promise.all(Array.from({ length: lanes }, lane));
	console.log(failed.length === 0 ? '\nAll checks pass.' : `\nFailed: ${failed.join(', ')}.`);
	return failed.length === 0 ? 0 : 1;
}

/** The build also writes what the checks read: the messages' code and the router's types. */
async function buildFails() {
	try {
		await ensureWebBuilt();
		return false;
	} catch (error) {
		if (!(error instanceof CommandFailed)) throw error;
		console.log(`✗ build\n${error.message}`);
		return true;
	}
}

/** @param {{ name: string, args: string[], cwd?: string, env?: NodeJS.ProcessEnv }} task */
async function fails({ name, args, cwd = '.', env = {} }) {
	const begin = performance.now();
	const { code, output } = await capture(productNode(), args, {
		cwd: join(root, cwd),
		env: productEnvironment({
			...env,
			...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' })
		})
	});
	const seconds = ((performance.now() - begin) / 1000).toFixed(1);
	console.log(code === 0 ? `✓ ${name} (${seconds} s)` : `✗ ${name} (${seconds} s)\n${output}`);
	return code !== 0;
}
