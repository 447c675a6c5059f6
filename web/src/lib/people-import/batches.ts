import { folded } from '@foyer/shared/own-cells';
import type { PersonRow } from '@foyer/shared/people-import';
import { longestBatch } from '@foyer/shared/mutation';
import { type importPeople } from '@foyer/shared/people-import-mutations';
import type { ConfirmationChoice } from '@foyer/shared/registrations';
import type * as v from 'valibot';
import { Slices } from '#lib/lists/slices.ts';

/** The arguments of one mutation `people.import`. */
export type ImportBatch = v.InferInput<typeof importPeople.schema>;

/** Groups to be made, by their name to be compared: each has one id, however often it is named. */
export class NewGroups {
	readonly #byKey = new Map<string, { id: string; name: string }>();
	readonly #newId: () => string;

	constructor(newId: () => string) {
		this.#newId = newId;
	}

	/** A group by its name, made where it is named for the first time. */
	named(name: string): { id: string; name: string } {
		const group = this.#byKey.get(folded(name)) ?? { id: this.#newId(), name };
		this.#byKey.set(folded(name), group);
		return group;
	}

	nameOf(id: string): string | undefined {
		return [...this.#byKey.values()].find((group) => group.id === id)?.name;
	}
}

interface Plan {
	/** The import's own id, by which it is taken back. */
	importId: string;
	fileName: string;
	eventId: string | null;
	confirmations: ConfirmationChoice;
	/** The id of whom a row means, if they are known. */
	knownId: (row: PersonRow) => string | undefined;
	newGroups: NewGroups;
	newId: () => string;
}

type ImportRow = ImportBatch['rows'][number];

/** The ids that rows were given, by their address or, without one, by where they stand in the file. */
export type GivenIds = Map<string | number, Pick<ImportRow, 'id' | 'registrationId'>>;

export const noIdsGiven = (): GivenIds => new Map();

/** The groups that a row joins, those to be made among them. */
export const groupIdsOf = (
	{ groupIds = [], newGroups: names = [] }: PersonRow,
	newGroups: NewGroups
): string[] => [...groupIds, ...names.map((name) => newGroups.named(name).id)];

/** Empty cells say nothing: what is known of a person stays. */
function rowOf(row: PersonRow, { knownId, newGroups, newId }: Plan, given: GivenIds): ImportRow {
	const { person, custom } = row;
	const said = Object.fromEntries(Object.entries(person).filter(([, value]) => value));
	const key = person.email ?? row.row;
	// Of whom an id alone tells nobody is made: they can be there though this device can't know yet.
	const told = row.byIdAlone && row.id;
	const ids = given.get(key) ?? { id: knownId(row) ?? told ?? newId(), registrationId: newId() };
	given.set(key, ids);
	const groupIds = groupIdsOf(row, newGroups);
	return {
		...said,
		...ids,
		...(custom && { custom }),
		...(groupIds.length > 0 && { groupIds })
	};
}

const namesIn = (rows: readonly PersonRow[]): string[] => [
	...new Set(rows.flatMap(({ newGroups = [] }) => newGroups))
];

/** The groups to be made that rows name. */
const madeFor = (rows: readonly PersonRow[], newGroups: NewGroups) => [
	...new Set(namesIn(rows).map((name) => newGroups.named(name)))
];

/**
 * The mutations that import rows, each short enough for one transaction, made in slices. Rows keep the ids that they
 * were given before: some of them may have been saved.
 */
export async function importBatches(
	rows: readonly PersonRow[],
	plan: Plan,
	given: GivenIds
): Promise<ImportBatch[]> {
	const { importId, fileName, eventId, confirmations, newGroups } = plan;
	const parts = Math.ceil(rows.length / longestBatch);
	const of = { id: importId, fileName: fileName.slice(0, 200), rowCount: rows.length, parts };
	const batches: ImportBatch[] = [];
	const slices = new Slices();
	for (let part = 0; part < parts; part++) {
		const some = rows.slice(part * longestBatch, (part + 1) * longestBatch);
		batches.push({
			of,
			part,
			eventId,
			confirmations,
			groups: madeFor(some, newGroups),
			rows: some.map((row) => rowOf(row, plan, given))
		});
		await slices.break();
	}
	return batches;
}
