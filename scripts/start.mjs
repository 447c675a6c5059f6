import { ensureWebBuilt } from './build-web.mjs';
import { runNode } from './processes.mjs';

/** @param {string[]} args */
export default async function start(args) {
	await ensureWebBuilt();
	return runNode(['api/src/main.ts', ...args]);
}
