import { describe, expect, it } from 'vitest';
import { paragraphs, summary } from './description.ts';

const linksIn = (text: string) =>
	paragraphs(text)
		.flat(2)
		.flatMap(({ href }) => (href === null ? [] : [href]));
const textOf = (text: string) =>
	paragraphs(text)
		.map((lines) => lines.map((pieces) => pieces.map((piece) => piece.text).join('')).join('\n'))
		.join('\n\n');

describe('a description', () => {
	it('has paragraphs and lines', () => {
		expect(paragraphs('One\ntwo\n\n\nThree')).toEqual([
			[[{ text: 'One', href: null }], [{ text: 'two', href: null }]],
			[[{ text: 'Three', href: null }]]
		]);
		expect(paragraphs('  \n\n')).toEqual([]);
	});

	it.each([
		['See https://example.org/a?b=1&c=2#d.', ['https://example.org/a?b=1&c=2#d']],
		['(https://example.org/a)', ['https://example.org/a']],
		['https://example.org/a_(b)!', ['https://example.org/a_(b)']],
		['« https://example.org »', ['https://example.org']],
		['Write to ines+x@example.org, please', ['mailto:ines+x@example.org']],
		['http://a.example and https://b.example', ['http://a.example', 'https://b.example']],
		['javascript:alert(1) data:text/html,x ftp://example.org', []],
		['https://', []],
		['<a href="https://example.org/x">y</a>', ['https://example.org/x']]
	])('leads from %s to %o, and loses no letter', (text, links) => {
		expect(linksIn(text)).toEqual(links);
		expect(textOf(text)).toBe(text);
	});

	it('is cut at a word for previews', () => {
		expect(summary('Short\n\nand sweet')).toBe('Short and sweet');
		expect(summary('one two three', 9)).toBe('one two…');
	});
});
