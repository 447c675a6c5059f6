import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { productEnvironment, productNode, root } from './environment.mjs';
import { fingerprint, readStamp } from './inputs.mjs';
import { runQuietly } from './processes.mjs';

const inputs = [
	'web/src',
	'web/static',
	'web/messages',
	'web/project.inlang/settings.json',
	'shared/src',
	'shared/package.json',
	'pnpm-lock.yaml'
];
const noInput = /^web\/src\/lib\/paraglide$|\.test\.ts$|\/__screenshots__$/;

/** The settings at the top of web. */
function settings() {
	const files = readdirSync(join(root, 'web')).filter((file) => /^[\w.]+\.(ts|json)$/.test(file));
	return files.filter((file) => !file.startsWith('vitest')).map((file) => `web/${file}`);
}

/** Builds the web app, unless it was built from the very same files. */
export async function ensureWebBuilt() {
	const stampFile = join(root, 'web', 'build', '.inputs');
	const messages = join(root, 'web', 'src', 'lib', 'paraglide');
	const wanted = fingerprint([...settings(), ...inputs], (path) => noInput.test(path));
	if (readStamp(stampFile) === wanted && existsSync(messages)) return;
	const vite = join(root, 'web', 'node_modules', 'vite', 'bin', 'vite.js');
	await runQuietly('Building the web app', productNode(), [vite, 'build'], {
		cwd: join(root, 'web'),
		env: productEnvironment()
	});
	writeFileSync(stampFile, wanted);
}
