import { expect, test } from 'vitest';
import { isRegisteredIn } from './is-registered.ts';

const isRegistered = isRegisteredIn(
	[
		{ status: 'cancelled', email: 'ines@a.org', personId: 'ines' },
		{ status: 'registered', email: 'ines@b.org', personId: 'twin' },
		{ status: 'waiting_list', email: null, personId: 'bo' },
		{ status: 'cancelled', email: 'cy@a.org', personId: 'cy' }
	],
	(id) => (id === 'twin' ? 'ines' : id)
);

test.each([
	['ines@b.org', undefined, true],
	// Their own was cancelled, and that of who was merged into them stands.
	['ines@a.org', 'ines', true],
	['ines@a.org', undefined, false],
	[null, 'bo', true],
	['cy@a.org', 'cy', false],
	[null, undefined, false]
])('a row with the address %s that means %s: %s', (email, id, is) => {
	expect(isRegistered(email, id === undefined ? undefined : { id })).toBe(is);
});
