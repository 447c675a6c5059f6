import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import { Looked } from './looked.svelte.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve));

test('an earlier answer that comes later does not replace the newer one', async () => {
	const asked: ((answers: readonly string[]) => void)[] = [];
	const looked = new Looked<string>(() => new Promise((resolve) => asked.push(resolve)));
	looked.of('one', {});
	await settled();
	looked.of('one', {});
	await settled();
	asked[1]?.(['new']);
	await settled();
	asked[0]?.(['old']);
	await settled();
	expect(looked.of('one', null)).toBe('new');
});

test('what could not be looked up is asked for again when something changes', async () => {
	let away = true;
	const looked = new Looked<string>(() =>
		away ? Promise.reject(new Error('the thread has ended')) : Promise.resolve(['there'])
	);
	expect(looked.of('one', 1)).toBeUndefined();
	await settled();
	away = false;
	expect(looked.of('one', 2)).toBeUndefined();
	await settled();
	flushSync();
	expect(looked.of('one', 2)).toBe('there');
});
