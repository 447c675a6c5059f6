import { join } from 'node:path';
import { root } from './environment.mjs';
import { launchNode } from './processes.mjs';

/** Where Node keeps what it compiled, by each file's content: a later start is a second shorter. */
const compiled = join(root, 'node_modules', '.cache', 'compiled');

/**
 * Starts the product's server.
 * @param {string[]} args
 */
export function startServer(args) {
	return launchNode(['--import', './scripts/end-with-parent.mjs', 'api/src/main.ts', ...args], {
		env: { NODE_COMPILE_CACHE: compiled },
		stdio: ['inherit', 'inherit', 'inherit', 'ipc']
	});
}
