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
