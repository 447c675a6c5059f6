import { describe, expect, test } from 'vitest';
import { sittings, unseenFields, type DeviceChange, type OpeningKind } from './timeline.ts';

const minute = 60_000;

const opened = (minutes: number, kind: OpeningKind = 'waited', eventId = 'gala') => ({
	eventId,
	kind,
	at: minutes * minute
});

describe('openings of one sitting are told as one', () => {
	test.each([
		['none', [], []],
		['one', [opened(0)], [1]],
		['reloads', [opened(0), opened(2), opened(31)], [3]],
		['a later day', [opened(0), opened(31), opened(90)], [1, 1, 1]],
		['waiting, then let in', [opened(0), opened(1), opened(2, 'let_in')], [2, 1]],
		['two events side by side', [opened(0), opened(1, 'waited', 'ball'), opened(2)], [2, 1]]
	])('%s', (_name, openings, counts) => {
		expect(sittings(openings).map(({ count }) => count)).toEqual(counts);
	});

	test('a sitting stands at its first opening', () => {
		expect(sittings([opened(5), opened(9)])).toEqual([{ ...opened(5), count: 2 }]);
	});
});

const change = (
	name: string,
	at: number,
	fields: string[],
	occurredAt: number | null = at,
	clientId: string | null = null
): DeviceChange => ({
	at,
	by: { kind: 'user', name },
	occurredAt,
	clientId,
	changes: fields.map((field) => ({ field, before: 'a', after: 'b' }))
});

describe('a change made without having seen what it replaced', () => {
	test.each([
		['the first of a field', [change('Ann', 10, ['phone'], 1)], [[]]],
		[
			'made after the other arrived',
			[change('Ann', 10, ['phone']), change('Bo', 20, ['phone'], 11)],
			[[], []]
		],
		[
			'made before it arrived',
			[change('Ann', 10, ['phone']), change('Bo', 20, ['phone'], 9)],
			[[], ['phone']]
		],
		['of another field', [change('Ann', 10, ['phone']), change('Bo', 20, ['note'], 9)], [[], []]],
		[
			'of that field among others',
			[change('Ann', 10, ['phone', 'note']), change('Bo', 20, ['note', 'company'], 9)],
			[[], ['note']]
		],
		['of one’s own', [change('Ann', 10, ['phone']), change('Ann', 20, ['phone'], 9)], [[], []]],
		[
			'at a time that nobody knows',
			[change('Ann', 10, ['phone']), change('Bo', 20, ['phone'], null)],
			[[], []]
		],
		[
			'of their own, on another device',
			[change('Ann', 10, ['phone'], 5, 'phone'), change('Ann', 20, ['phone'], 6, 'desk')],
			[[], ['phone']]
		],
		[
			'of their own, on the same device',
			[change('Ann', 10, ['phone'], 5, 'desk'), change('Ann', 10, ['phone'], 6, 'desk')],
			[[], []]
		],
		[
			'of their own on another device, seen',
			[change('Ann', 10, ['phone'], 5, 'phone'), change('Ann', 20, ['phone'], 11, 'desk')],
			[[], []]
		]
	])('%s', (_name, changes, unseen) => {
		expect(unseenFields(changes)).toEqual(unseen);
	});
});
