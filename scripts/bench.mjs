import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureWebBuilt } from './build-web.mjs';
import { root } from './environment.mjs';
import { CommandFailed, launchNode } from './processes.mjs';

const folders = ['api/src/bench', 'web/bench', 'e2e/bench'];

/** @param {string[]} args */
export default async function bench([name, ...args]) {
	const file = folders
		.map((folder) => `${folder}/${name}.ts`)
		.find((path) => existsSync(join(root, path)));
	if (file === undefined) throw new CommandFailed(`Usage: npm run bench -- ${names().join(' | ')}`);
	await ensureWebBuilt();
	return launchNode([file, ...args]).ended;
}

function names() {
	const found = folders.filter((folder) => existsSync(join(root, folder)));
	const files = found.flatMap((folder) => readdirSync(join(root, folder)));
	return files.filter((file) => /^[a-z-]+\.ts$/.test(file)).map((file) => file.slice(0, -3));
}
