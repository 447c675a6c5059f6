import { expect, test } from 'vitest';
import { menuPlace } from './menu.ts';

const page = { width: 390, height: 844 };
const menu = { width: 200, height: 300 };
const button = (left: number, top: number) => ({ left, top, right: left + 44, bottom: top + 44 });

test('stands below its button, beginning where it begins', () => {
	expect(menuPlace(button(16, 100), menu, page)).toEqual({ left: 16, top: 148 });
});

test('ends where a button on the right ends', () => {
	expect(menuPlace(button(330, 100), menu, page)).toEqual({ left: 174, top: 148 });
});

test('stands above a button near the bottom', () => {
	expect(menuPlace(button(16, 700), menu, page)).toEqual({ left: 16, top: 396 });
});

test('stays in the page when it is too tall for either side', () => {
	const { top } = menuPlace(button(16, 400), { width: 200, height: 700 }, page);
	expect(top).toBeGreaterThanOrEqual(8);
	expect(top + 700).toBeLessThanOrEqual(page.height - 8);
});
