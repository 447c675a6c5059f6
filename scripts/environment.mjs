import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const NODE_NEEDED = 24;

/** Where npm found its registry is kept; the rest is about the script it is running. */
const NPM_KEPT = /^npm_config_(registry|proxy|https_proxy|noproxy|cafile|cache|userconfig)$/;

/** The environment without what npm adds to it, which would steer the pnpm started from it. */
export function environmentWithoutNpm() {
	const entries = Object.entries(process.env);
	return Object.fromEntries(
		entries.filter(([name]) => !name.startsWith('npm_') || NPM_KEPT.test(name))
	);
}

/** The Node that runs the product: this one when it is new enough, else the installed one. */
export function productNode() {
	if (Number.parseInt(process.versions.node, 10) >= NODE_NEEDED) return process.execPath;
	const installed = join(root, 'node_modules', 'node', 'bin', 'node');
	if (existsSync(installed)) return installed;
	throw new Error(`Node ${NODE_NEEDED} is missing from node_modules: delete the folder and retry`);
}

/**
 * The environment for everything started from here: `node` is the product's own.
 * @param {NodeJS.ProcessEnv} [extra]
 */
export function productEnvironment(extra = {}) {
	const bin = join(root, 'node_modules', '.bin');
	const path = [dirname(productNode()), bin, process.env.PATH ?? ''].join(delimiter);
	return { ...environmentWithoutNpm(), PATH: path, ...extra };
}
