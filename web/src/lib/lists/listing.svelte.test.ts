import { expect, test } from 'vitest';
import { Listing } from './listing.svelte.ts';

interface Row {
	id: string;
	name: string | null;
}

test('a row that can’t be listed keeps the others out for no longer than it is so', async () => {
	const faults: unknown[] = [];
	const note = (event: PromiseRejectionEvent) => {
		event.preventDefault();
		faults.push(event.reason);
	};
	addEventListener('unhandledrejection', note);
	const listing = new Listing<Row>({
		entryOf: ({ name }) => ({ key: name!.toLowerCase(), text: name!.toLowerCase() }),
		alike: (a, b) => a.name === b.name
	});
	const [ada, bo, cy] = ['Ada', 'Bo', 'Cy'].map((name) => ({ id: name, name }));
	const follow = (rows: Row[]) =>
		listing.follow({ owner: 'o', all: () => rows, find: () => undefined, log: null }, false);
	const names = () => listing.rows.map(({ name }) => name);
	follow([ada!]);
	await expect.poll(names).toEqual(['Ada']);
	follow([ada!, bo!, { id: 'Cy', name: null }]);
	await expect.poll(() => faults.length).toBe(1);
	expect(names()).toEqual(['Ada']);
	follow([ada!, bo!, cy!]);
	await expect.poll(names).toEqual(['Ada', 'Bo', 'Cy']);
	removeEventListener('unhandledrejection', note);
});
