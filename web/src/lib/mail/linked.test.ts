import { expect, test } from 'vitest';
import { linked } from './linked.ts';

const link = 'https://foyer.test/a/b/live?email=x%40y.example&key=0123';

test.each([
	['', []],
	['Hello', [{ text: 'Hello' }]],
	[`${link}`, [{ text: link, href: link }]],
	[`Open\n${link}\n\nBye`, [{ text: 'Open\n' }, { text: link, href: link }, { text: '\n\nBye' }]],
	['javascript:alert(1)', [{ text: 'javascript:alert(1)' }]]
])('%j', (text, parts) => {
	expect(linked(text)).toEqual(parts);
});
