import { fragments, type FragmentName } from '@foyer/shared/entities';
import type { WireRow } from '@foyer/shared/sync';
import { nameKey } from '#lib/i18n/name-order.ts';
import { peoplePartition, type Partition } from './partitions.ts';

/** A fragment's rows by id; there is one of these for each scope that gives any. */
type Rows = readonly [FragmentName, ReadonlyMap<string, WireRow>];

const column = (of: (typeof fragments.people.columns)[number]): number =>
	1 + fragments.people.columns.indexOf(of);

const firstAt = column('firstName');
const lastAt = column('lastName');
const emailAt = column('email');

const textAt = (row: WireRow, at: number): string => (row[at] as string | null | undefined) ?? '';

/** Whether a partition's rows are listed in one order, and may be too many to be waited for. */
export const isListed = (partition: Partition): boolean => partition === peoplePartition;

/**
 * The ids of a partition's rows in the order in which they are listed, so that a start shows the first of them
 * before it has read the others; null where there is no such order.
 */
export function readingOrder(partition: Partition, all: readonly Rows[]): string[] | null {
	if (!isListed(partition)) return null;
	const keyOf = (row: WireRow): string =>
		nameKey({
			id: row[0],
			firstName: textAt(row, firstAt),
			lastName: textAt(row, lastAt),
			email: textAt(row, emailAt)
		});
	const people = all.flatMap(([fragment, rows]) =>
		fragment === 'people' ? [...rows.values()] : []
	);
	return people
		.map((row) => ({ id: row[0], key: keyOf(row) }))
		.sort((a, b) => (a.key < b.key ? -1 : 1))
		.map(({ id }) => id);
}
