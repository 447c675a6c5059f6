import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { counted, spellSpan } from './elapsed.ts';

test.each([
	[0, '0 min 00 s'],
	[59_999, '0 min 59 s'],
	[3_600_000, '1 u 00 min'],
	[-754_000, '12 min 34 s'],
	[90_061_000, '25 u 01 min']
])('%i ms are %s', (ms, spelled) => {
	expect(spellSpan(ms, 'u').replaceAll('\u00a0', ' ')).toBe(spelled);
});

/** As the page's script goes on counting; on a page that isn't the stage it does nothing else. */
const spellOn = runInNewContext(
	`${readFileSync(new URL('./stage.js', import.meta.url), 'utf8')}\nspell`,
	{ document: { querySelector: () => null }, location: { search: '' }, URLSearchParams }
) as typeof spellSpan;

test('the page’s script, which has no modules, spells each span alike', () => {
	const spans = [
		0, 999, 1000, 59_999, 60_000, 754_000, 3_599_999, 3_600_000, 90_061_000, 359_999_999
	];
	for (const hour of ['h', 'u'])
		expect(spans.map((ms) => spellOn(ms, hour))).toEqual(spans.map((ms) => spellSpan(ms, hour)));
});

const scheduled = { status: 'scheduled', startsAt: 1000, startedAt: null, now: 0 } as const;

test.each([
	[scheduled, { what: 'starts_in', at: 1000 }],
	[
		{ ...scheduled, now: 1000 },
		{ what: 'due', at: 1000 }
	],
	[{ ...scheduled, startsAt: 86_400_001 }, null],
	[
		{ ...scheduled, status: 'live', startedAt: 7, now: 9 },
		{ what: 'live_for', at: 7 }
	],
	[{ ...scheduled, status: 'ended', startedAt: 7 }, null],
	[{ ...scheduled, status: 'cancelled' }, null]
] as const)('of %j', (moment, expected) => {
	expect(counted(moment)).toEqual(expected);
});
