import { fragments } from '@foyer/shared/entities';
import { isPacked } from '@foyer/shared/sync';
import { rowsOf, type Chunk, type DataStore } from './data-store.ts';
import { isOfEvent, type Partition } from './partitions.ts';

const personAt = 1 + fragments.registrations.columns.indexOf('personId');
const keyAt = 1 + fragments.registrationKeys.columns.indexOf('key');

/** Whether a text stands anywhere among rows: reading it costs a tenth of reading the rows. */
const says = ({ rows }: Pick<Chunk, 'rows'>, text: string): boolean =>
	(isPacked(rows) ? rows.json : JSON.stringify(rows)).includes(text);

/**
 * Who has a registration whose access key begins so, over all events of which the device holds the keys. It is
 * asked too seldom for an index: keys are looked for in what is stored.
 */
export async function peopleByKey(data: DataStore, beginning: string): Promise<string[]> {
	const found: string[] = [];
	for (const partition of await data.partitions()) {
		if (!isOfEvent(partition)) continue;
		const ids = await keyed(data, partition, beginning);
		if (ids.size === 0) continue;
		for (const { rows } of rowsOf(await data.load(partition, ['registrations'])))
			for (const row of rows) if (ids.has(row[0])) found.push(row[personAt] as string);
	}
	return found;
}

/** The registrations of an event whose key begins so now. */
async function keyed(
	data: DataStore,
	partition: Partition,
	beginning: string
): Promise<ReadonlySet<string>> {
	const stored = await data.load(partition, ['registrationKeys']);
	if (!stored.chunks.some((chunk) => says(chunk, `"${beginning}`))) return new Set();
	const rows = rowsOf(stored).flatMap((one) => one.rows);
	return new Set(
		rows.filter((row) => (row[keyAt] as string | null)?.startsWith(beginning)).map(([id]) => id)
	);
}
