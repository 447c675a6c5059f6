import { describe, expect, test } from 'vitest';
import { attached, detached, framed, unframed } from './attached.ts';
import type { Scope } from './scopes.ts';
import type { FragmentChange, PullAnswer } from './sync.ts';

const answerOf = (changes: FragmentChange[]): PullAnswer => ({
	membership: {
		user: { id: 'u', name: 'Inès\nMoreau', email: 'ines@theatre.example' },
		organisation: {
			id: 'o',
			name: '劇場',
			pageName: '',
			locale: 'en',
			timeZone: 'Europe/Brussels'
		},
		actor: { kind: 'attendee' } as never
	},
	removed: [],
	scopes: [
		{ scope: 'people' as Scope, reset: false, changes, cursor: { version: 1, commit: 'c' } }
	],
	lastMutationId: null,
	more: true,
	serverTime: 0,
	lease: 0
});

const packed = (json: string): FragmentChange => ({
	fragment: 'people',
	event: null,
	rows: { count: 1, json },
	gone: ['gone']
});
const plain: FragmentChange = { fragment: 'people', event: null, rows: [['id', 'Zoë']], gone: [] };

function travel(answer: PullAnswer, cut = (frame: Uint8Array) => frame): PullAnswer {
	const texts: Uint8Array[] = [];
	const json = new TextEncoder().encode(JSON.stringify(detached(answer, texts)));
	const { json: parsed, texts: rest } = unframed(cut(framed(json, texts)));
	return attached(parsed as PullAnswer, rest);
}

test.each([
	['nothing', []],
	['few rows, which travel as they are', [plain]],
	['letters of one byte, of two and of four', [packed('[["i","Inès 🎭"]]')]],
	['quotes, line feeds as they are escaped, and none', [packed('[["i","\\"a\\"\\n\\\\"]]')]],
	['a mark of the order of bytes', [packed('\ufeff[]')]],
	['some of each', [packed('[["1"]]'), plain, packed('[]'), packed('[["é"],["è"]]')]]
])('an answer travels with %s', (_, changes) => {
	expect(travel(answerOf(changes))).toEqual(answerOf(changes));
});

describe('an answer', () => {
	const answer = answerOf([packed('[["1","Inès"]]'), packed('[["2"]]')]);
	const length = framed(new TextEncoder().encode(JSON.stringify(answer)), []).byteLength;

	test('that is cut short, wherever, is none', () => {
		for (let to = 0; to < length; to++)
			expect(() =>
				travel(answer, (frame) => frame.subarray(0, Math.min(to, frame.length - 1)))
			).toThrow();
	});

	test('with more after it is none', () => {
		const longer = (frame: Uint8Array) => Uint8Array.of(...frame, 0x20);
		expect(() => travel(answer, longer)).toThrow(RangeError);
	});
});
