import { isInGroup, type Facts } from '@foyer/shared/group-rules';
import type { Group } from '@foyer/shared/groups';
import type { Person } from '@foyer/shared/people';
import { Slices } from '#lib/lists/slices.ts';
import type { Stand } from '#lib/people/standings.ts';

/** Everything that membership depends on. */
export interface Counted {
	people: Iterable<Person>;
	/** The groups to count, and those that their rules name. */
	groups: ReadonlyMap<string, Group>;
	/** One of them alone. */
	only?: string;
	standOf: (personId: string) => Stand;
}

/** Counts the members of groups, in slices. */
export async function countMembers({
	people,
	groups,
	only,
	standOf
}: Counted): Promise<Map<string, number>> {
	const slices = new Slices();
	const asked = [...groups.values()].filter(({ id }) => only === undefined || id === only);
	const counts = new Map(asked.map(({ id }) => [id, 0]));
	const smart = asked.filter((group) => group.smart);
	const add = (id: string) => counts.set(id, (counts.get(id) ?? 0) + 1);
	for (const person of people) {
		for (const id of person.groupIds) if (counts.has(id)) add(id);
		if (smart.length > 0) {
			const facts: Facts = { person, groups, ...standOf(person.id) };
			for (const { id } of smart) if (isInGroup(id, facts)) add(id);
		}
		const rest = slices.step();
		if (rest) await rest;
	}
	return counts;
}
