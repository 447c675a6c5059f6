import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { foyerAdapter } from './adapter.ts';
import { messages } from './messages.ts';
import { inlineScript } from './inline-script.ts';

/** The same sources give the same version on every machine, so that servers side by side agree on it. */
function sourceVersion(): string {
	const hash = createHash('sha256');
	const sources = [
		'src/**/*.*',
		'messages/**/*.json',
		'static/**/*.*',
		'../shared/src/**/*.ts',
		'../pnpm-lock.yaml'
	];
	for (const file of globSync(sources, {
		exclude: ['src/lib/paraglide/**', '**/*.test.ts']
	}).sort()) {
		if (statSync(file).isFile()) hash.update(file).update(readFileSync(file));
	}
	return hash.digest('hex').slice(0, 12);
}

/** `src/boot.js` stands inline in the app's page (src/hooks.server.ts) and runs by this hash alone. */
const bootHash = createHash('sha256').update(readFileSync('src/boot.js')).digest('base64');

/**
 * Messages and icons that pages share, in one file: a start asks for half as many files. A group takes along what
 * its modules import, which is most of Kit's own code: but for what Kit's entry has to set before that code runs, or
 * it would know neither its version nor its paths.
 */
const together = {
	groups: [
		{ name: 'payload', test: /@sveltejs\/kit\/src\/runtime\/client\/payload\.js$/, priority: 1 },
		{ name: 'small', minShareCount: 8, maxModuleSize: 3000 }
	]
};

export default defineConfig({
	environments: { client: { build: { rolldownOptions: { output: { codeSplitting: together } } } } },
	plugins: [
		tailwindcss(),
		inlineScript(),
		messages(),
		sveltekit({
			adapter: foyerAdapter(),
			// Within the service worker's scope: a thread's script is its own only there, and is needed offline.
			appDir: 'app/_app',
			// The precached page answers at every depth below /app/: relative asset paths would break there.
			paths: { relative: false },
			// src/lib/shell/update.svelte.ts registers it: it needs the registration.
			serviceWorker: { register: false },
			version: { name: sourceVersion(), pollInterval: 0 },
			csp: {
				mode: 'hash',
				directives: {
					'default-src': ['self'],
					'script-src': ['self', `sha256-${bootHash}`],
					'style-src': ['self'],
					// The style attribute of Kit's own route announcer, and no other.
					'style-src-attr': [
						'unsafe-hashes',
						'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='
					],
					'img-src': ['self', 'data:', 'blob:'],
					'font-src': ['self'],
					'connect-src': ['self'],
					'worker-src': ['self'],
					'manifest-src': ['self'],
					'object-src': ['none'],
					'base-uri': ['none'],
					'form-action': ['self'],
					'frame-ancestors': ['none']
				}
			}
		})
	]
});
