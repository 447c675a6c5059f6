import { ensureWebBuilt } from './build-web.mjs';
import { launchNode } from './processes.mjs';

/**
 * A walk through the product in Firefox and WebKitGTK, where this machine has them; or in the one that is named.
 * @param {string[]} args
 */
export default async function smoke(args) {
	await ensureWebBuilt();
	return launchNode(['e2e/smoke/main.ts', ...args]).ended;
}
