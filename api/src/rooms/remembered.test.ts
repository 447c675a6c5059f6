import { expect, test } from 'vitest';
import { Remembered } from './remembered.ts';

function setUp() {
	const clock = { time: 0 };
	let made = 0;
	const remembered = new Remembered<number>(() => clock.time, 100);
	const make = () => Promise.resolve(++made);
	return { clock, remembered, make };
}

test('who asks meanwhile gets the same, who asks later a new one', async () => {
	const { clock, remembered, make } = setUp();
	expect(await Promise.all([remembered.get('a', make), remembered.get('a', make)])).toEqual([1, 1]);
	expect(await remembered.get('b', make)).toBe(2);
	clock.time = 99;
	expect(await remembered.get('a', make)).toBe(1);
	clock.time = 100;
	expect(await remembered.get('a', make)).toBe(3);
});

test('what failed is made anew', async () => {
	const { remembered, make } = setUp();
	await expect(remembered.get('a', () => Promise.reject(new Error('down')))).rejects.toThrow(
		'down'
	);
	expect(await remembered.get('a', make)).toBe(1);
});
