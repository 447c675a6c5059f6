import type { Slices } from './slices.ts';

export interface Keyed {
	/** What it is sorted by, compared by code units. */
	key: string;
}

/** This many are sorted at once: a few milliseconds. */
const runLength = 2048;

const byKey = (a: Keyed, b: Keyed): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

/** Merges two sorted lists; what is equal keeps its order, `a` first. */
export async function merged<T extends Keyed>(
	a: readonly T[],
	b: readonly T[],
	slices: Slices
): Promise<T[]> {
	if (a.length === 0) return [...b];
	if (b.length === 0) return [...a];
	if ((a.at(-1) as T).key <= (b[0] as T).key) return [...a, ...b];
	const all = new Array<T>(a.length + b.length);
	let [atA, atB, at] = [0, 0, 0];
	while (atA < a.length && atB < b.length) {
		const [nextA, nextB] = [a[atA] as T, b[atB] as T];
		if (nextA.key <= nextB.key) {
			all[at++] = nextA;
			atA++;
		} else {
			all[at++] = nextB;
			atB++;
		}
		const rest = slices.step();
		if (rest) await rest;
	}
	while (atA < a.length) all[at++] = a[atA++] as T;
	while (atB < b.length) all[at++] = b[atB++] as T;
	return all;
}

/** Sorts by key in slices. */
export async function sorted<T extends Keyed>(items: readonly T[], slices: Slices): Promise<T[]> {
	let runs: T[][] = [];
	for (let from = 0; from < items.length; from += runLength) {
		runs.push(items.slice(from, from + runLength).sort(byKey));
		await slices.break();
	}
	while (runs.length > 1) {
		const longer: T[][] = [];
		for (let i = 0; i < runs.length; i += 2)
			longer.push(await merged(runs[i] ?? [], runs[i + 1] ?? [], slices));
		runs = longer;
	}
	return runs[0] ?? [];
}
