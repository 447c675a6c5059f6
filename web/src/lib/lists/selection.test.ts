import { expect, test } from 'vitest';
import { Selection } from './selection.svelte.ts';
import { registrationLike } from '../registrations/testing.ts';

const rows = Array.from({ length: 6 }, () => registrationLike());
const at = (index: number) => rows[index]!.id;
const found = <Row>(rows: Row[]) => ({ rows, places: Uint32Array.from(rows.keys()) });
const chosen = (selection: Selection) =>
	selection.of(found(rows)).map(({ id }) => rows.findIndex((row) => row.id === id));

test('chooses and lets go', () => {
	const selection = new Selection();
	selection.toggle(at(1), rows, false);
	selection.toggle(at(3), rows, false);
	selection.toggle(at(1), rows, false);
	expect(chosen(selection)).toEqual([3]);
});

test('chooses all in between, in both directions', () => {
	const selection = new Selection();
	selection.toggle(at(4), rows, false);
	selection.toggle(at(2), rows, true);
	expect(chosen(selection)).toEqual([2, 3, 4]);
});

test('chooses all, and none where all are chosen', () => {
	const selection = new Selection();
	selection.toggleAll(found(rows));
	expect(selection.size).toBe(6);
	selection.toggleAll(found(rows));
	expect(selection.size).toBe(0);
	selection.toggle(at(2), rows, false);
	selection.toggleAll(found(rows));
	expect(selection.size).toBe(6);
});

test('gives only those of the rows that are shown', () => {
	const selection = new Selection();
	selection.toggleAll(found(rows));
	expect(selection.of(found(rows.slice(0, 2)))).toHaveLength(2);
});

test('those chosen before something else was searched for are told apart from those shown', () => {
	const selection = new Selection();
	for (const row of [1, 3, 4]) selection.toggle(at(row), rows, false);
	const searched = (...places: number[]) => ({ rows, places: Uint32Array.from(places) });
	const beyond = (...places: number[]) =>
		selection
			.beyond(searched(...places), selection.of(searched(...places)))
			.map((row) => rows.indexOf(row));
	expect(beyond(0, 3)).toEqual([1, 4]);
	expect(beyond(0)).toEqual([1, 3, 4]);
	expect(beyond(4, 3, 2, 1)).toEqual([]);
	// Who is there no longer isn't chosen any more.
	const fewer = { rows: rows.slice(0, 4), places: Uint32Array.from([3]) };
	expect(selection.beyond(fewer, selection.of(fewer))).toEqual([rows[1]]);
});

test('of all that were found together, those that are let go again are not among the chosen', () => {
	const selection = new Selection();
	const all = found(rows);
	selection.toggleAll(all);
	expect(selection.of(all)).toEqual(rows);
	selection.toggle(at(2), rows, false);
	expect(selection.of(all)).toEqual(rows.toSpliced(2, 1));
	selection.toggleAll(all);
	selection.toggleAll(all);
	expect(selection.of(all)).toEqual([]);
	selection.toggleAll(found(rows.slice(0, 2)));
	expect(selection.of(all)).toEqual(rows.slice(0, 2));
	selection.clear();
	expect(selection.of(all)).toEqual([]);
});

test('a range begins anew where its first end is shown no longer', () => {
	const selection = new Selection();
	selection.toggle(at(0), rows, false);
	selection.toggle(at(4), rows.slice(2), true);
	expect(chosen(selection)).toEqual([0, 4]);
});
