import { expect, test } from 'vitest';
import { digestWith, type Outcome } from './sync.ts';

const outcomes: Record<string, Outcome> = {
	a: { outcome: 'applied', notices: [] },
	r: { outcome: 'refused', refusal: 'not_allowed' }
};

const digestOf = (letters: string): number =>
	[...letters].reduce((digest, letter) => digestWith(digest, outcomes[letter] as Outcome), 0);

test('outcomes have a digest of their own, in each order', () => {
	const all = ['', 'a', 'r', 'aa', 'ar', 'ra', 'rr', 'aar', 'ara', 'raa', 'arra', 'raar', 'rrrr'];
	expect(new Set(all.map(digestOf)).size).toBe(all.length);
	expect(digestOf('ara')).toBe(digestOf('ara'));
});

test('a digest is a whole number that every store keeps', () => {
	const digest = digestOf('ar'.repeat(1000));
	expect(Number.isInteger(digest)).toBe(true);
	expect(digest).toBeGreaterThanOrEqual(0);
	expect(digest).toBeLessThan(2 ** 32);
});

test('why something was refused, and what is told of it, changes nothing', () => {
	expect(digestWith(0, { outcome: 'refused', refusal: 'missing' })).toBe(digestOf('r'));
});
