import { fragments, type FragmentName } from '@foyer/shared/entities';
import type { WireRow } from '@foyer/shared/sync';
import { nameKey } from '#lib/i18n/name-order.ts';
import { fold } from '#lib/i18n/search-text.ts';
import { peoplePartition, type Partition } from './partitions.ts';

/** A fragment's rows by id; there is one of these for each scope that gives any. */
type Rows = readonly [FragmentName, ReadonlyMap<string, WireRow>];

const column = (name: 'people' | 'peopleContacts', of: string): number =>
	1 + (fragments[name].columns as readonly string[]).indexOf(of);

const firstAt = column('people', 'firstName');
const lastAt = column('people', 'lastName');
const emailAt = column('peopleContacts', 'email');

const foldedAt = (row: WireRow | undefined, at: number): string =>
	fold((row?.[at] as string | null | undefined) ?? '');

/** Whether a partition's rows are listed in one order, and may be too many to be waited for. */
export const isListed = (partition: Partition): boolean => partition === peoplePartition;

/**
 * The ids of a partition's rows in the order in which they are listed, so that a start shows the first of them
 * before it has read the others; null where there is no such order.
 */
export function readingOrder(partition: Partition, all: readonly Rows[]): string[] | null {
	if (!isListed(partition)) return null;
	const rowsOf = (name: FragmentName) =>
		new Map(all.flatMap(([fragment, rows]) => (fragment === name ? [...rows] : [])));
	const names = rowsOf('people');
	const contacts = rowsOf('peopleContacts');
	const keyOf = (id: string): string => {
		const name = names.get(id);
		const [first, last] = [foldedAt(name, firstAt), foldedAt(name, lastAt)];
		return nameKey({ first, last, email: foldedAt(contacts.get(id), emailAt) }, id);
	};
	return [...new Set([...names.keys(), ...contacts.keys()])]
		.map((id) => ({ id, key: keyOf(id) }))
		.sort((a, b) => (a.key < b.key ? -1 : 1))
		.map(({ id }) => id);
}
