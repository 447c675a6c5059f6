import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CompilerOptions } from '@inlang/paraglide-js';
import type { Plugin } from 'vite';

const self = fileURLToPath(import.meta.url);
const folder = fileURLToPath(new URL('.', import.meta.url));
const outdir = 'src/lib/paraglide';
const stamp = `${folder}${outdir}/.compiled-from`;

const options: CompilerOptions = {
	project: './project.inlang',
	outdir: `./${outdir}`,
	// Public pages speak as api decided (src/lib/i18n/strategy.server.ts); the app as chosen on the device.
	strategy: ['custom-page', 'localStorage', 'preferredLanguage', 'baseLocale'],
	localStorageKey: 'foyer.locale',
	isServer: 'import.meta.env.SSR',
	emitReadme: false
};

function fingerprint(): string {
	const hash = createHash('sha256');
	const inputs = ['messages/**/*.json', 'project.inlang/settings.json', 'messages.ts'];
	for (const file of globSync(inputs, { cwd: folder }).sort()) {
		hash.update(file).update(readFileSync(folder + file));
	}
	return hash.digest('hex');
}

/**
 * Compiles the catalogues of web/messages into src/lib/paraglide, unless they are compiled already.
 * In a process of its own: the compiler leaves timers behind that keep its process alive for 30 s.
 */
function ensureCompiled(): void {
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint()) return;
	execFileSync(process.execPath, [self], { cwd: folder, stdio: 'inherit' });
}

/** Keeps the compiled messages in step with their catalogues, in builds, tests and `vite dev`. */
export function messages(): Plugin {
	return {
		name: 'foyer-messages',
		enforce: 'pre',
		config: ensureCompiled,
		configureServer({ watcher }) {
			watcher.add(`${folder}messages`);
			watcher.on('change', (file) => {
				if (file.startsWith(`${folder}messages/`)) ensureCompiled();
			});
		}
	};
}

async function compileMessages(): Promise<never> {
	const compiledFrom = fingerprint();
	const { compile } = await import('@inlang/paraglide-js');
	await compile(options);
	writeFileSync(stamp, compiledFrom);
	process.exit(0);
}

if (process.argv[1] === self) await compileMessages();
