import { repeatedRow, type PersonRow } from '@foyer/shared/people-import';
import type { SheetColumn } from '@foyer/shared/people-columns';
import type { CellRules } from '@foyer/shared/person-cells';
import type { Look } from './look.svelte.ts';
import type { RowNotes } from './write-file.ts';

/**
 * Finds out anew which of the rows repeat an address of each other or of the rows that were ready.
 * @param readyRow the row of each address (in lower case) among those
 */
export function settle(looks: readonly Look[], readyRow: ReadonlyMap<string, number>): void {
	const taken = new Map<string, number>();
	for (const look of looks) {
		if (look.leftOut) continue;
		const ready = look.email === null ? undefined : readyRow.get(look.email);
		look.repeats = ready ?? repeatedRow(look, taken);
	}
}

/** The row of each address, with those of more rows. */
export const withRows = (
	readyRow: ReadonlyMap<string, number>,
	rows: readonly PersonRow[]
): ReadonlyMap<string, number> =>
	new Map([
		...readyRow,
		...rows.flatMap(({ row, person: { email } }) => (email ? [[email, row] as const] : []))
	]);

/** Rows as they are shown: one by one, or together where nothing but their address repeats. */
export interface LookGroup {
	/** The address that they had in common when the file was read. */
	email: string | null;
	/** The row that counts. */
	first: number;
	looks: Look[];
}

/** Says of each repeated address once in which rows it stands. Rows with problems of their own stand alone. */
export function grouped(looks: readonly Look[]): LookGroup[] {
	const groups = new Map<string, LookGroup>();
	return looks.flatMap((look): LookGroup[] => {
		if (look.repeats === null || look.email === null || look.problems.length > 0) {
			return [{ email: null, first: look.row, looks: [look] }];
		}
		const group = groups.get(look.email);
		group?.looks.push(look);
		if (group) return [];
		const made = { email: look.email, first: look.repeats, looks: [look] };
		groups.set(look.email, made);
		return [made];
	});
}

/** How a file says what is wrong with a row, and what a column is called. */
export interface NoteWords {
	errorOf: (look: Look) => string;
	headerOf: (column: SheetColumn) => string;
}

/** What a file says when it goes out again: what is wrong by now, and what was corrected. */
export function notesOn(
	looks: readonly Look[],
	header: string,
	{ errorOf, headerOf }: NoteWords
): RowNotes {
	const wrong = looks.filter((look) => look.ready === null);
	const edited = looks.filter((look) => look.edited);
	const corrected = [
		...new Set(edited.flatMap(({ values }) => Object.keys(values)))
	] as SheetColumn[];
	return {
		header,
		errors: new Map(wrong.map((look) => [look.row, errorOf(look)])),
		changes: new Map(edited.map((look) => [look.row, look.values])),
		headers: new Map(corrected.map((column) => [column, headerOf(column)]))
	};
}

/** The rows with which anything was done. */
export const touchedRows = (looks: readonly Look[]): ReadonlySet<number> =>
	new Set(looks.filter((look) => look.isTouched).map(({ row }) => row));

/** Does with rows what was done with the same ones as they were read before. */
export function redo(looks: readonly Look[], before: readonly Look[], rules: CellRules): void {
	const touched = new Map(before.filter((look) => look.isTouched).map((look) => [look.row, look]));
	for (const look of looks) {
		const known = touched.get(look.row);
		if (known) look.redo(known, rules);
	}
}
