import { expect, test } from 'vitest';
import { Listing, rowsOf } from './listing.svelte.ts';

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
		keyOf: ({ name }) => name!.toLowerCase(),
		textOf: ({ name }) => name!.toLowerCase(),
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

/** A list of many, none of which has been looked up yet: of one the text is “y”, of the others as many “x” as take more than a slice. */
function ofMany() {
	const text = 'x'.repeat(4000);
	const rows = Array.from({ length: 12_000 }, (_, index): Row => ({
		id: `${index}`,
		name: `n${index}`
	}));
	const listing = new Listing<Row>({
		keyOf: ({ name }) => name ?? '',
		textOf: ({ name }) => (name === 'n7' ? 'y' : text),
		alike: (a, b) => a.name === b.name
	});
	return { rows, listing };
}

test('of many, what one types is looked for once what it is looked up in is made; until then the list stays', async () => {
	const { rows, listing } = ofMany();
	const follow = (all: Row[]) =>
		listing.follow({ owner: 'o', all: () => all, find: () => undefined, log: null }, true);
	const shown = () => listing.found.places.length;
	follow(rows);
	await expect.poll(shown).toBe(12_000);

	listing.query = 'y';
	expect(listing.query).toBe('y');
	expect(shown()).toBe(12_000);
	const found = await listing.sought();
	expect([...rowsOf(found)].map(({ name }) => name)).toEqual(['n7']);
	expect(shown()).toBe(1);

	// From then on as one types, and of what comes as well.
	listing.query = 'x';
	expect(shown()).toBe(11_999);
	listing.query = '';
	expect(shown()).toBe(12_000);
	listing.query = 'y';
	follow([...rows, { id: 'another', name: 'n12000' }]);
	await expect.poll(() => listing.count).toBe(12_001);
	expect(shown()).toBe(1);
});

test('who looks among many sees nobody before what is looked up is made, and who it is at once then', async () => {
	const { rows, listing } = ofMany();
	const follow = (all: Row[]) =>
		listing.follow({ owner: 'o', all: () => all, find: () => undefined, log: null }, true);
	follow(rows);
	await expect.poll(() => listing.count).toBe(12_000);

	const seen: string[][] = [];
	const stop = $effect.root(() => {
		$effect(() => void seen.push(listing.look('y', 2).map(({ id }) => id)));
	});
	await expect.poll(() => seen.at(-1)).toEqual(['7']);
	expect(seen).toEqual([[], ['7']]);
	// What comes meanwhile is looked up before it is shown.
	follow([...rows, { id: 'another', name: 'n12000' }]);
	await expect.poll(() => listing.count).toBe(12_001);
	await expect.poll(() => seen.length).toBe(3);
	expect(seen.at(-1)).toEqual(['7']);
	stop();
});

test('what a list of many is narrowed to is found out in slices, and shown at once when it is', async () => {
	const rows = Array.from({ length: 2000 }, (_, index): Row => ({
		id: `${index}`,
		name: `n${index}`
	}));
	const listing = new Listing<Row>({
		keyOf: ({ name }) => name ?? '',
		textOf: ({ name }) => name ?? '',
		alike: (a, b) => a.name === b.name
	});
	const follow = (all: Row[]) =>
		listing.follow({ owner: 'o', all: () => all, find: () => undefined, log: null }, false);
	const shown = () => listing.found.places.length;
	follow(rows);
	await expect.poll(shown).toBe(2000);

	let asked = 0;
	// More than a slice holds.
	const slowly = (passes: (row: Row) => boolean) => (row: Row) => {
		const until = performance.now() + 0.1;
		while (performance.now() < until);
		asked++;
		return passes(row);
	};
	listing.narrow(slowly(({ name }) => name!.endsWith('7')));
	expect(asked).toBeLessThan(2000);
	expect(shown()).toBe(2000);
	await expect.poll(shown).toBe(200);
	expect(asked).toBe(2000);

	// Another question takes the place of one that is still being answered; of what changes, each row is asked about once.
	listing.narrow(slowly(() => false));
	listing.narrow(slowly(({ name }) => name!.endsWith('77')));
	await expect.poll(shown).toBe(20);
	asked = 0;
	follow(rows.map((row) => (row.id === '5' ? { ...row, name: 'n577' } : row)));
	await expect.poll(shown).toBe(21);
	expect(asked).toBe(1);

	// Who comes back isn't shown what somebody asked for before.
	listing.leave();
	expect(listing.ready).toBe(false);
	listing.narrow(slowly(({ name }) => name === 'n1'));
	expect(listing.ready).toBe(false);
	await expect.poll(() => listing.ready).toBe(true);
	expect(shown()).toBe(1);
	listing.narrow(null);
	expect(shown()).toBe(2000);
});

test('from a row that has left those found one steps on from where it stood', async () => {
	const names = ['Ada', 'Bo', 'Cy', 'Di'];
	const listing = new Listing<Row>({
		keyOf: ({ name }) => name ?? '',
		textOf: ({ name }) => name ?? '',
		alike: (a, b) => a.name === b.name
	});
	const follow = (all: Row[]) =>
		listing.follow({ owner: 'o', all: () => all, find: () => undefined, log: null }, false);
	const beside = (id: string) => [-1, 1].map((step) => listing.neighbour(id, step as 1 | -1)?.id);
	follow(names.map((name) => ({ id: name, name })));
	await expect.poll(() => listing.count).toBe(4);
	expect(beside('Bo')).toEqual(['Ada', 'Cy']);

	const narrowTo = (lets: (row: Row) => boolean) => {
		listing.narrow(lets);
		return expect.poll(() => listing.found.places.length);
	};
	await narrowTo(({ id }) => id !== 'Bo').toBe(3);
	expect(beside('Bo')).toEqual(['Ada', 'Cy']);
	// Of whom nobody knows where they stood, nobody is next.
	expect(beside('Zoe')).toEqual([undefined, undefined]);

	expect(beside('Di')).toEqual(['Cy', undefined]);
	await narrowTo(({ id }) => id === 'Ada').toBe(1);
	expect(beside('Di')).toEqual(['Ada', undefined]);
});
