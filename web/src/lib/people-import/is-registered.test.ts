import { expect, test } from 'vitest';
import { isRegisteredIn, registrantsOf } from './is-registered.ts';

const isRegistered = isRegisteredIn(
	[
		{ status: 'cancelled', email: 'ines@a.org', personId: 'ines' },
		{ status: 'registered', email: 'ines@b.org', personId: 'twin' },
		{ status: 'waiting_list', email: null, personId: 'bo' },
		{ status: 'cancelled', email: 'cy@a.org', personId: 'cy' },
		{ status: 'registered', email: 'di@a.org', personId: 'di' },
		{ status: 'registered', email: 'unseen@a.org', personId: 'unseen' }
	],
	(id) => {
		if (id === 'unseen') return undefined;
		return { id: id === 'twin' ? 'ines' : id, deletedAt: id === 'di' ? 1 : null };
	}
);

test.each([
	['ines@b.org', undefined, true],
	// Their own was cancelled, and that of who was merged into them stands.
	['ines@a.org', 'ines', true],
	['ines@a.org', undefined, false],
	[null, 'bo', true],
	['cy@a.org', 'cy', false],
	// Of who was deleted the address is free.
	['di@a.org', undefined, false],
	['di@a.org', 'new', false],
	['unseen@a.org', undefined, true],
	[null, undefined, false]
])('a row with the address %s that means %s: %s', (email, id, is) => {
	expect(isRegistered(email, id === undefined ? undefined : { id })).toBe(is);
});

test('whom the event has is known by their id where the directory isn’t', () => {
	const known = registrantsOf([{ personId: 'bo', email: null, createdAt: 1 }]);
	expect(known('bo')).toMatchObject({ id: 'bo', email: null, deletedAt: null });
	expect(known('cy')).toBeUndefined();
});
