import { flushSync } from 'svelte';
import { expect, test, vi } from 'vitest';
import { barePerson, type Person } from '@foyer/shared/people';
import { ChangeLog } from '#lib/sync/change-log.ts';
import { directory } from './directory.svelte.ts';
import { RowSearch } from '#lib/lists/row-search.ts';

const named = (id: string, lastName: string): Person => ({
	id,
	...barePerson,
	lastName,
	createdAt: 0
});

/** People as they are told of, some at a time. */
function telling(owner = 'somebody') {
	const people = new Map<string, Person>();
	const log = new ChangeLog();
	return {
		source: { owner, all: () => people.values(), find: (id: string) => people.get(id), log },
		tell(...some: Person[]) {
			for (const person of some) people.set(person.id, person);
			log.note(some.map(({ id }) => id));
		}
	};
}

const listed = () => directory.found.rows.map(({ lastName }) => lastName);

test('those who are there are listed before the rest is, then everybody as they are now', async () => {
	const arriving = telling();
	const [ada, bo, cy] = [named('a', 'Ada'), named('b', 'Bo'), named('c', 'Cy')];
	arriving.tell(ada);
	directory.follow(arriving.source, false);
	await expect.poll(listed).toEqual(['Ada']);
	arriving.tell(bo);
	directory.follow(arriving.source, false);
	await expect.poll(listed).toEqual(['Ada', 'Bo']);
	const all = telling();
	all.tell(ada, named('b', 'Zoe'), cy);
	directory.follow(all.source, false);
	await expect.poll(listed).toEqual(['Ada', 'Cy', 'Zoe']);
});

test('what is looked up as one types is made once all are there, not with each page of a first sync', async () => {
	const prepare = vi.spyOn(RowSearch.prototype, 'prepare');
	const { source, tell } = telling('who syncs for the first time');
	tell(named('a', 'Ada'));
	directory.follow(source, true);
	await expect.poll(listed).toEqual(['Ada']);
	tell(named('b', 'Bo'));
	directory.follow(source, true);
	await expect.poll(listed).toEqual(['Ada', 'Bo']);
	expect(prepare).not.toHaveBeenCalled();
	directory.follow(source, false);
	await expect.poll(() => prepare.mock.calls.length).toBe(1);
	prepare.mockRestore();
});

test('nobody is left of whoever signed in before', async () => {
	const before = telling();
	before.tell(named('a', 'Ada'));
	directory.follow(before.source, false);
	await expect.poll(listed).toContain('Ada');
	directory.query = 'ada';
	directory.forget();
	flushSync();
	expect(directory.ready).toBe(false);
	expect(directory.query).toBe('');
	expect(listed()).toEqual([]);
	// Not by what was being taken in at that moment, either.
	before.tell(named('b', 'Bo'));
	directory.follow(before.source, false);
	directory.forget();
	await new Promise((resolve) => setTimeout(resolve, 50));
	expect(directory.ready).toBe(false);
	expect(listed()).toEqual([]);
	directory.follow(before.source, false);
	await expect.poll(listed).toEqual(['Ada', 'Bo']);
	directory.follow(telling('somebody else').source, false);
	expect(listed()).toEqual([]);
});
