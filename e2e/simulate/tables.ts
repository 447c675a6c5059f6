import type { Entities, FragmentName } from '@foyer/shared/entities';
import { fragments } from '@foyer/shared/entities';
import type { WireRow } from '@foyer/shared/sync';
import { rowsOf, type DataStore } from '../../web/src/lib/sync/data-store.ts';
import type { Engine } from '../../web/src/lib/sync/engine.ts';
import {
	allOf,
	isOfEvent,
	ofEvent,
	peoplePartition,
	smallPartitions,
	type Partition
} from '../../web/src/lib/sync/partitions.ts';
import { RowTable } from '../../web/src/lib/sync/row-table.ts';

/** All rows by entity and id. */
export type Tables = { [E in keyof Entities]: ReadonlyMap<string, unknown> };

/** Rows put together from fragments as a device does. */
export function tablesFrom(
	changes: Iterable<{ fragment: FragmentName; rows: readonly WireRow[] }>
): Tables {
	const tables = {
		people: new RowTable(peoplePartition),
		registrations: new RowTable(ofEvent('any')),
		events: new RowTable(allOf('events')),
		groups: new RowTable(allOf('groups')),
		customFields: new RowTable(allOf('customFields')),
		savedViews: new RowTable(allOf('savedViews')),
		eventRoles: new RowTable(allOf('eventRoles')),
		imports: new RowTable(allOf('imports')),
		invitations: new RowTable(allOf('invitations'))
	};
	for (const { fragment, rows } of changes)
		tables[fragments[fragment].entity].take([{ fragment, rows: [...rows], gone: [] }]);
	return {
		people: tables.people.rows,
		registrations: tables.registrations.rows,
		events: tables.events.rows,
		groups: tables.groups.rows,
		customFields: tables.customFields.rows,
		savedViews: tables.savedViews.rows,
		eventRoles: tables.eventRoles.rows,
		imports: tables.imports.rows,
		invitations: tables.invitations.rows
	};
}

/** Rows of one fragment and partition. */
interface StoredFragment {
	partition: Partition;
	fragment: FragmentName;
	rows: readonly WireRow[];
}

/** Everything that is stored on a device. */
export async function storedFragments(data: DataStore): Promise<StoredFragment[]> {
	const stored = (await data.partitions()).map(async (partition) =>
		rowsOf(await data.load(partition)).map((one) => ({ partition, ...one }))
	);
	return (await Promise.all(stored)).flat();
}

/** Everything that a tab shows, the registrations of all the events that it knows read. */
export async function shownTables(engine: Engine, data: DataStore): Promise<Tables> {
	const partitions = [peoplePartition, ...smallPartitions, ...(await data.partitions())];
	await engine.need(partitions);
	return tablesIn(engine, partitions);
}

/** What a tab shows of partitions that it has read. */
export function tablesIn({ shown }: Engine, partitions: readonly Partition[]): Tables {
	const byId = (rows: Iterable<{ id: string }>) => new Map([...rows].map((row) => [row.id, row]));
	return {
		people: byId(shown.people()),
		events: byId(shown.all('events')),
		groups: byId(shown.all('groups')),
		customFields: byId(shown.all('customFields')),
		savedViews: byId(shown.all('savedViews')),
		eventRoles: byId(shown.all('eventRoles')),
		imports: byId(shown.all('imports')),
		invitations: byId(shown.all('invitations')),
		registrations: byId(
			partitions.filter(isOfEvent).flatMap((event) => [...shown.registrationsOf(event)])
		)
	};
}
