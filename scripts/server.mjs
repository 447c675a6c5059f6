import { launchNode } from './processes.mjs';

/**
 * Starts the product's server.
 * @param {string[]} args
 */
export function startServer(args) {
	return launchNode(['--import', './scripts/end-with-parent.mjs', 'api/src/main.ts', ...args], {
		stdio: ['inherit', 'inherit', 'inherit', 'ipc']
	});
}
