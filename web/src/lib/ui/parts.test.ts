import { expect, test } from 'vitest';

const components = import.meta.glob<string>(['../**/*.svelte', '../../routes/**/*.svelte'], {
	query: '?raw',
	import: 'default',
	eager: true
});

/** Blocks that wait for the code of a part, each with what stands in it. */
function* partsOf(source: string): Generator<string> {
	for (const { index } of source.matchAll(/\{#await\s+(?:Promise\.all\(\s*\[\s*)?import\(/g)) {
		let depth = 0;
		for (const { 0: tag, index: at } of source.slice(index).matchAll(/\{#await|\{\/await\}/g)) {
			depth += tag === '{#await' ? 1 : -1;
			if (depth > 0) continue;
			yield source.slice(index, index + at);
			break;
		}
	}
}

test('whatever is fetched only when it is needed says so where it doesn’t come', () => {
	const parts = Object.entries(components).flatMap(([path, source]) =>
		[...partsOf(source)].map((part) => ({ path, caught: /\{:catch\}\s*[^\s{]/.test(part) }))
	);
	expect(parts.length).toBeGreaterThan(20);
	expect(parts.filter(({ caught }) => !caught)).toEqual([]);
});
