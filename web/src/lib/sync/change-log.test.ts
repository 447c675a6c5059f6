import { expect, test } from 'vitest';
import { ChangeLog } from './change-log.ts';

test('tells what changed after any of its changes, each row once', () => {
	const log = new ChangeLog();
	log.note(['a', 'b']);
	const seen = log.count;
	log.note(['b', 'c']);
	log.note([]);
	log.note(['c']);
	expect(log.since(0)).toEqual(new Set(['a', 'b', 'c']));
	expect(log.since(seen)).toEqual(new Set(['b', 'c']));
	expect(log.since(log.count)).toEqual(new Set());
});

test('where everything may have changed it says so, until that was seen', () => {
	const log = new ChangeLog();
	log.note(['a']);
	log.note(null);
	const seen = log.count;
	log.note(['b']);
	expect(log.since(0)).toBeNull();
	expect(log.since(seen)).toEqual(new Set(['b']));
});

test('remembers no more than is worth it: who missed more looks through everything', () => {
	const log = new ChangeLog();
	const page = Array.from({ length: 2500 }, (_, n) => `id-${n}`);
	for (let n = 0; n < 30; n++) log.note(page);
	expect(log.count).toBe(30);
	expect(log.since(0)).toBeNull();
	expect(log.since(29)?.size).toBe(2500);
	log.note(Array.from({ length: 60_000 }, (_, n) => `id-${n}`));
	expect(log.since(29)).toBeNull();
	const seen = log.count;
	log.note(['a']);
	expect(log.since(seen)).toEqual(new Set(['a']));
});
