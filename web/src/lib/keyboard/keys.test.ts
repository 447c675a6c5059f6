import { expect, test } from 'vitest';
import { commandOf, keyOf, ownKeysIn, pressOf, withKey } from './keys.ts';

const press = (
	key: string,
	more: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', true>> = {}
) => ({
	key,
	ctrlKey: false,
	metaKey: false,
	altKey: false,
	...more
});

test.each([
	[press('j'), 'next'],
	[press('J'), 'next'],
	[press('?'), 'help'],
	[press('k'), 'previous'],
	[press('k', { metaKey: true }), 'palette'],
	[press('k', { ctrlKey: true }), 'palette'],
	[press('k', { altKey: true }), null],
	[press('j', { ctrlKey: true }), null],
	[press('z'), null],
	[press('Enter'), null],
	[press('ArrowDown'), 'panelNext'],
	[press('t'), null]
])('%o is %s', (pressed, command) => {
	expect(commandOf({}, pressed)).toBe(command);
});

test('two keys are a command of their own, which one key can take the place of', () => {
	expect(commandOf({}, press('t'), 'g')).toBe('today');
	expect(commandOf({}, press('j'), 'g')).toBeNull();
	const own = withKey(withKey({}, 'today', 't'), 'people', null);
	expect(commandOf(own, press('t'))).toBe('today');
	expect(commandOf(own, press('t'), 'g')).toBeNull();
	expect(commandOf(own, press('p'), 'g')).toBeNull();
});

test('a key goes from one command to another, and a command can be without', () => {
	const own = withKey({}, 'search', 'j');
	expect(commandOf(own, press('j'))).toBe('search');
	expect(keyOf(own, 'next')).toBeNull();
	expect(commandOf(own, press('/'))).toBeNull();
	const off = withKey(own, 'search', null);
	expect(commandOf(off, press('j'))).toBeNull();
	expect(keyOf(off, 'help')).toBe('?');
});

test.each([
	[null, {}],
	['what', {}],
	['{"next":"n","help":null,"other":"x","edit":4}', { next: 'n', help: null }]
])('of %s is read %o', (text, own) => {
	expect(ownKeysIn(text)).toEqual(own);
});

test.each([
	['Tab', null],
	['F5', null],
	['é', 'é']
])('%s can be a command’s key: %s', (key, expected) => {
	expect(pressOf(press(key))).toBe(expected);
});
