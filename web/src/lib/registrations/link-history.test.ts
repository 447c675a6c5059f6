import { expect, test } from 'vitest';
import { historyOf } from './link-history.ts';

const opening = (
	at: number,
	state: Parameters<typeof historyOf>[0][number]['state'],
	automated = false
) => ({
	at,
	state,
	automated
});

test('opened, waited, joined: what came to the same in a row is one', () => {
	expect(
		historyOf([
			opening(9, 'live'),
			opening(8, 'place'),
			opening(7, 'waiting'),
			opening(6, 'no_room'),
			opening(5, 'waiting'),
			opening(4, 'live', true),
			opening(3, 'prefetched', true),
			opening(2, 'full'),
			opening(1, 'waiting')
		])
	).toEqual([
		{ step: 'joined', at: 9, since: 9, count: 1 },
		{ step: 'opened', at: 8, since: 8, count: 1 },
		{ step: 'waited', at: 7, since: 5, count: 3 },
		{ step: 'machine', at: 4, since: 3, count: 2 },
		{ step: 'opened', at: 2, since: 2, count: 1 },
		{ step: 'waited', at: 1, since: 1, count: 1 }
	]);
	expect(historyOf([])).toEqual([]);
});
