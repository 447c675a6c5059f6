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

/** What an import does. */
export interface Weighed {
	/** The rows by which anything changes: the others needn't be sent. */
	rows: PersonRow[];
	made: number;
	changed: ChangedPerson[];
	/** Known people of whom nothing changes; they may be registered all the same. */
	unchanged: number;
	registered: number;
	/** Of whom is registered, how many have an address. */
	reachable: number;
}

/** What rows are weighed against. */
export interface Scales {
	/** Whom a row means, if they are known. */
	whoIs: (row: PersonRow) => Person | undefined;
	/** Whether this device knows who is in the directory: else a row does what it does for the event alone. */
	knowsPeople: boolean;
	/** Whether a row registers somebody. */
	registers: (row: PersonRow) => boolean;
	newGroups: NewGroups;
}

/**
 * Finds out what rows would do, in slices: the page answers meanwhile.
 * @returns undefined where `isWanted` says that it isn't wanted any more
 */
export async function weigh(
	rows: readonly PersonRow[],
	scales: Scales,
	isWanted: () => boolean
): Promise<Weighed | undefined> {
	const weighed: Weighed = {
		...{ rows: [], made: 0, changed: [], unchanged: 0 },
		...{ registered: 0, reachable: 0 }
	};
	const slices = new Slices();
	for (const row of rows) {
		const registers = scales.registers(row);
		if (registers) weighed.registered++;
		if (registers && isReachable(row, scales)) weighed.reachable++;
		const corrects = scales.knowsPeople && bringsIn(weighed, row, scales);
		if (registers || corrects) weighed.rows.push(row);
		const rest = slices.step();
		if (!rest) continue;
		await rest;
		if (!isWanted()) return undefined;
	}
	return weighed;
}

const isReachable = (row: PersonRow, { whoIs }: Scales): boolean =>
	(row.person.email ?? whoIs(row)?.email ?? null) !== null;

/** Notes what a row does to the directory. @returns whether it does anything */
function bringsIn(weighed: Weighed, row: PersonRow, { whoIs, newGroups }: Scales): boolean {
	const known = whoIs(row);
	if (!known) {
		weighed.made++;
		return true;
	}
	const after = correctionsBy(row, known, newGroups);
	const changes = Object.keys(after).length > 0;
	if (changes) weighed.changed.push({ row: row.row, person: known, after });
	else weighed.unchanged++;
	return changes;
}

function correctionsBy(
	row: PersonRow,
	known: Person,
	newGroups: NewGroups
): ChangedPerson['after'] {
	const { person, custom } = row;
	const { email, ...fields } = person;
	// Somebody may be known by an address they had before they were merged: it isn't theirs to be changed to.
	const said = {
		...fields,
		...(known.email === null && { email }),
		custom,
		groupIds: groupIdsOf(row, newGroups)
	};
	return corrections(known, said);
}
