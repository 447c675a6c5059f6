import { expect, test } from 'vitest';
import { fragments, type FragmentName } from '@foyer/shared/entities';
import type { WireRow } from '@foyer/shared/sync';
import type { DataStore } from './data-store.ts';
import { peopleByKey } from './people-by-key.ts';
import { allOf, ofEvent, peoplePartition } from './partitions.ts';

const row = (fragment: FragmentName, id: string, values: Record<string, unknown>): WireRow => [
	id,
	...fragments[fragment].columns.map((column) => values[column] ?? null)
];
const packed = (rows: WireRow[]) => ({ count: rows.length, json: JSON.stringify(rows) });
const keyed = (id: string, key: string | null) =>
	row('registrationKeys', id, { keyVersion: 1, key });
const registered = (id: string, personId: string) => row('registrations', id, { personId });

/** Chunks by event and fragment, the newest first. */
const stored: Record<
	string,
	Partial<Record<FragmentName, (WireRow[] | ReturnType<typeof packed>)[]>>
> = {
	gala: {
		registrationKeys: [
			[keyed('r2', 'bbbbbb2222')],
			packed([keyed('r1', 'aaaaaa1111'), keyed('r2', 'aaaaaa2222'), keyed('r3', null)])
		],
		registrations: [packed([registered('r1', 'ada'), registered('r2', 'bo')])]
	},
	ball: {
		registrationKeys: [packed([keyed('r4', 'aaaaaa4444')])],
		registrations: [[registered('r4', 'cy')]]
	}
};
const data = {
	partitions: async () => [peoplePartition, allOf('events'), ...Object.keys(stored).map(ofEvent)],
	load: async (partition: string, [fragment = 'registrations']: FragmentName[]) => ({
		chunks: (stored[partition]?.[fragment] ?? []).map((rows) => ({ fragment, rows, gone: [] }))
	})
} as unknown as DataStore;

test.each([
	['aaaaaa1111', ['ada']],
	['aaaaaa', ['ada', 'cy']],
	// A key that was replaced leads nowhere.
	['aaaaaa2222', []],
	['bbbbbb', ['bo']],
	['cccccc', []]
])('%s is the key of %j', async (beginning, people) => {
	expect(await peopleByKey(data, beginning)).toEqual(people);
});
