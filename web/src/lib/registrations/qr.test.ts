import { encode } from 'uqr';
import { expect, test } from 'vitest';
import { drawQr } from './qr.ts';

test('draws every dark module once, with the quiet zone', () => {
	const { path, size } = drawQr('https://foyer.example/maison/gala/live');
	const { data } = encode('https://foyer.example/maison/gala/live', { ecc: 'M', border: 4 });
	expect(size).toBe(data.length);
	expect(path.match(/M/g)).toHaveLength(data.flat().filter(Boolean).length);
	expect(path).not.toMatch(/M[0-3] |M\d+ [0-3]h/);
});
