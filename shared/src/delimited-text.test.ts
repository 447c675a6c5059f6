import { expect, test } from 'vitest';
import { delimitedLine, unguarded } from './delimited-text.ts';

test.each([
	['Inès', 'Inès'],
	['', ''],
	['a;b', '"a;b"'],
	['a,b', 'a,b'],
	['say "so"', '"say ""so"""'],
	['two\nlines', '"two\nlines"'],
	[' ahead', '" ahead"'],
	['=1+1', `"'=1+1"`],
	['=1\n+1', `"'=1\n+1"`],
	['+33 1', `"'+33 1"`],
	['-2', `"'-2"`],
	['@here', `"'@here"`],
	['\tso', `"'\tso"`],
	['\rso', `"'\rso"`],
	[`'=1`, `"''=1"`],
	[`'quoted'`, `'quoted'`],
	['#N/A', `"'#N/A"`],
	[`'#N/A`, `"''#N/A"`],
	['#12', '#12']
])('%j stands in a file as %j, and is read as it was', (text, cell) => {
	expect(delimitedLine([text, 'x'], ';')).toBe(`${cell};x`);
	const content = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
	expect(unguarded(content)).toBe(text);
});
