import { corrections } from '@foyer/shared/import-changes';
import type { PersonRow } from '@foyer/shared/people-import';
import type { Person } from '@foyer/shared/people';
import { Slices } from '#lib/lists/slices.ts';
import { groupIdsOf, type NewGroups } from './batches.ts';

/** A known person whom a row changes. */
export interface ChangedPerson {
	row: number;
	person: Person;
	/** What they have afterwards, of what changes. */
	after: Partial<Omit<Person, 'id'>>;
}

/** What an import does to the directory. */
export interface Weighed {
	made: number;
	changed: ChangedPerson[];
	unchanged: number;
}

/**
 * Finds out what rows would do, in slices: the page answers meanwhile.
 * @returns undefined where `isWanted` says that it isn't wanted any more
 */
export async function weigh(
	rows: readonly PersonRow[],
	whoIs: (row: PersonRow) => Person | undefined,
	newGroups: NewGroups,
	isWanted: () => boolean
): Promise<Weighed | undefined> {
	const weighed: Weighed = { made: 0, changed: [], unchanged: 0 };
	const slices = new Slices();
	for (const row of rows) {
		const known = whoIs(row);
		if (!known) weighed.made++;
		else noteKnown(weighed, row, known, newGroups);
		const rest = slices.step();
		if (!rest) continue;
		await rest;
		if (!isWanted()) return undefined;
	}
	return weighed;
}

function noteKnown(weighed: Weighed, row: PersonRow, known: Person, newGroups: NewGroups): void {
	const { person, custom } = row;
	const { email, ...fields } = person;
	// Somebody may be known by an address they had before they were merged: it isn't theirs to be changed to.
	const said = {
		...fields,
		...(known.email === null && { email }),
		custom,
		groupIds: groupIdsOf(row, newGroups)
	};
	const after = corrections(known, said);
	if (Object.keys(after).length === 0) weighed.unchanged++;
	else weighed.changed.push({ row: row.row, person: known, after });
}
