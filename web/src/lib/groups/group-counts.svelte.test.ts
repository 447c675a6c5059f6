import type { Group } from '@foyer/shared/groups';
import { barePerson, type Person } from '@foyer/shared/people';
import { fullSight } from '@foyer/shared/sight';
import { expect, test } from 'vitest';
import { GroupCounts } from './group-counts.svelte.ts';

const groupLike = (id: string, rule: Group['rule'] = null): Group => ({
	id,
	name: id,
	smart: rule !== null,
	rule,
	createdAt: 0,
	deletedAt: null
});
const french: Group['rule'] = {
	match: 'all',
	conditions: [{ on: 'language', not: false, language: 'fr' }]
};
const registered: Group['rule'] = {
	match: 'any',
	conditions: [{ on: 'registered', not: false, eventId: null }]
};
const groups = new Map(
	[groupLike('choir'), groupLike('french', french), groupLike('guests', registered)].map(
		(group) => [group.id, group]
	)
);
const people = Array.from({ length: 3000 }, (_, at): Person => ({
	...barePerson,
	id: `p${at}`,
	language: at % 3 === 0 ? 'fr' : 'nl',
	groupIds: at < 10 ? ['choir', 'gone'] : [],
	createdAt: 0
}));
const standOf = (id: string) => ({
	deletedFields: new Set<string>(),
	knownGroups: new Set<string>(),
	sight: fullSight,
	registered: () => id.endsWith('7'),
	mailed: () => false,
	attended: () => false,
	invited: () => 'none' as const
});

test('until a device holds everybody the server’s word counts, and afterwards its own', async () => {
	const counts = new GroupCounts();
	await counts.ask('o', () => Promise.reject(new Error('away')));
	expect(counts.of('choir')).toBeUndefined();
	await counts.ask('o', () => Promise.resolve({ choir: 7 }));
	expect(counts.of('choir')).toBe(7);
	await counts.count({ people, groups, standOf });
	await counts.ask('o', () => Promise.resolve({ choir: 7 }));
	expect(counts.of('choir')).toBe(10);
});

test('listed people and those whom rules fit are counted, also what came while counting', async () => {
	const counts = new GroupCounts();
	expect(counts.of('choir')).toBeUndefined();
	const first = counts.count({ people, groups, standOf });
	const second = counts.count({ people: people.slice(0, 30), groups, standOf });
	await Promise.all([first, second]);
	expect(['choir', 'french', 'guests'].map((id) => counts.of(id))).toEqual([10, 10, 3]);
	await counts.count({ people, groups, standOf });
	expect(['choir', 'french', 'guests'].map((id) => counts.of(id))).toEqual([10, 1000, 300]);
	expect(counts.of('gone')).toBeUndefined();
});
