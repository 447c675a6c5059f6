import type { InvitedState } from '@foyer/shared/invitations';
import { barePerson, type Person } from '@foyer/shared/people';
import { expect, test } from 'vitest';
import { invitationColumn, peopleSort } from './people-columns.ts';
import { peopleIndexing } from './people-index.ts';

test('people are sorted by where they stand as invited, by name among themselves, who isn’t invited last', () => {
	const stands: Record<string, InvitedState> = {
		Ada: 'accepted',
		Bo: 'none',
		Cy: 'queued',
		Di: 'accepted',
		Ed: 'revoked'
	};
	const people = Object.keys(stands).map((lastName): Person => ({
		...barePerson,
		...{ id: lastName, lastName, createdAt: 0 }
	}));
	const sort = peopleSort(invitationColumn, { invitedOf: (id) => stands[id] ?? 'none' });
	const { keyOf } = peopleIndexing(new Map(), sort);
	const sorted = people.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
	expect(sorted.map(({ lastName }) => lastName)).toEqual(['Cy', 'Ada', 'Di', 'Ed', 'Bo']);
	// Until it is known, by name.
	expect(peopleSort(invitationColumn)).toBeUndefined();
});
