import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './environment.mjs';

/**
 * A fingerprint of files and folders by their content: a checkout that only touches times
 * changes nothing.
 * @param {string[]} paths relative to the root; missing ones count as such
 * @param {(path: string) => boolean} [ignored]
 */
export function fingerprint(paths, ignored = () => false) {
	const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
	for (const path of paths.flatMap((path) => filesBelow(path, ignored))) {
		hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
	}
	return hash.digest('hex');
}

/**
 * @param {string} path
 * @param {(path: string) => boolean} ignored
 * @returns {string[]}
 */
function filesBelow(path, ignored) {
	const full = join(root, path);
	if (ignored(path) || !existsSync(full)) return [];
	if (!statSync(full).isDirectory()) return [path];
	return readdirSync(full)
		.sort()
		.flatMap((name) => filesBelow(`${path}/${name}`, ignored));
}

/** @param {string} file */
export function readStamp(file) {
	return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
