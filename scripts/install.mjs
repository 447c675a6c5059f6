import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentWithoutNpm, root } from './environment.mjs';
import { fingerprint, readStamp } from './inputs.mjs';
import { runQuietly } from './processes.mjs';

const PNPM = 'pnpm@12.21.0';

const inputs = [
	'pnpm-lock.yaml',
	'pnpm-workspace.yaml',
	'package.json',
	...['shared', 'api', 'web', 'e2e'].map((name) => `${name}/package.json`)
];

/** Installs what the lockfile names, unless that is there already. */
export async function ensureInstalled() {
	const stampFile = join(root, 'node_modules', '.foyer-installed');
	const wanted = fingerprint(inputs);
	if (readStamp(stampFile) === wanted) return;
	await runQuietly('Installing', 'npx', ['--yes', PNPM, 'install', '--frozen-lockfile'], {
		// Without CI, pnpm asks before it replaces a node_modules folder, and there may be nobody.
		env: { ...environmentWithoutNpm(), CI: 'true' }
	});
	writeFileSync(stampFile, wanted);
}
