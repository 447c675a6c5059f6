import { createHash } from 'node:crypto';
import { build, type Plugin } from 'vite';

const query = '?inline-script';

/**
 * `import { code, hash } from './x.ts?inline-script'`: the module and what it imports, as one small
 * script to stand inline in a page, and its hash for the Content-Security-Policy.
 */
export function inlineScript(): Plugin {
	return {
		name: 'foyer-inline-script',
		async load(id) {
			if (!id.endsWith(query)) return;
			const file = id.slice(0, -query.length);
			const { code, modules } = await bundle(file);
			for (const module of modules) this.addWatchFile(module);
			const hash = createHash('sha256').update(code).digest('base64');
			return `export const code = ${JSON.stringify(code)};\nexport const hash = 'sha256-${hash}';\n`;
		}
	};
}

async function bundle(input: string): Promise<{ code: string; modules: string[] }> {
	const result = await build({
		configFile: false,
		logLevel: 'warn',
		publicDir: false,
		build: {
			write: false,
			minify: true,
			target: 'es2022',
			rolldownOptions: { input, output: { format: 'iife' } }
		}
	});
	const outputs = Array.isArray(result) ? result : [result];
	const [chunk] = outputs.flatMap((one) => ('output' in one ? one.output : []));
	if (chunk?.type !== 'chunk') throw new Error(`no script was made of ${input}`);
	// A script element ends at the first of these, wherever it stands.
	if (chunk.code.includes('</')) throw new Error(`${input} holds the end of a script element`);
	return { code: chunk.code.trim(), modules: chunk.moduleIds.filter((id) => !id.startsWith('\0')) };
}
