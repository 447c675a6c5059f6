import { expect, test } from 'vitest';
import { keyIn, soughtIn, tellable, textIn } from './searched.ts';

const link = 'https://x.example/o/e/live?email=a%2Bb%40c.example&key=0123456789abcdef012345';

test.each([
	['0123ab', '0123ab'],
	[' 0123AB ', '0123ab'],
	[link, '0123456789abcdef012345'],
	[
		'https://x.example/o/e/live?key=0123456789abcdef012345&email=a@c.example',
		'0123456789abcdef012345'
	],
	['https://x.example/o/e', null],
	['ada', null],
	['0123ab moreau', null]
])('in %j a key is %j', (query, key) => {
	expect(keyIn(query)).toBe(key);
});

test.each([
	['Inès Moreau', 'Inès Moreau'],
	[link, 'a+b@c.example'],
	['https://x.example/o/e/live?email=a+b@c.example&key=0', 'a+b@c.example'],
	['https://x.example', 'https://x.example']
])('%j looks for %j', (query, text) => {
	expect(textIn(query)).toBe(text);
});

test.each([
	['Inès', 'Inès'],
	['0471 23 45 67', '471234567'],
	['+32 471', '+32 471'],
	[link, 'a+b@c.example']
])('%j is looked for as %j', (query, text) => {
	expect(soughtIn(query)).toBe(text);
});

test.each([
	[' Inès ', 'Inès'],
	['0471 123', '0471 123'],
	['0471123', '0471123'],
	['0471123a', ''],
	['0123456789abcdef012345', ''],
	[link, ''],
	['https://x.example/o/e/live?key=x', '']
])('of %j the page’s address says %j', (query, told) => {
	expect(tellable(query)).toBe(told);
});
