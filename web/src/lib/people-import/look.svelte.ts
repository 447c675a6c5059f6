import { repeatedRow, type PersonRow, type RowProblem } from '@foyer/shared/people-import';
import { checkValues, type CellProblem, type RowValues } from '@foyer/shared/person-cells';
import type { PersonColumn } from '@foyer/shared/people-columns';

/** A row that needed a look when it was read: it can be corrected, or left out. */
export class Look {
	readonly row: number;
	values = $state.raw<RowValues>({});
	problems = $state.raw<CellProblem[]>([]);
	/** The row that has the same address and counts. */
	repeats = $state<number | null>(null);
	leftOut = $state(false);
	edited = $state(false);
	email: string | null;
	#person: RowProblem['person'];

	constructor({ row, values, problems, repeats, email, person }: RowProblem) {
		this.row = row;
		this.values = values;
		this.problems = problems;
		this.repeats = repeats;
		this.email = email;
		this.#person = person;
	}

	/** What will be imported; null as long as something is wrong, or if it is left out. */
	get ready(): PersonRow | null {
		const wrong = this.leftOut || this.repeats !== null || this.problems.length > 0;
		return wrong || !this.#person ? null : { row: this.row, person: this.#person };
	}

	get needsLook(): boolean {
		return !this.leftOut && this.ready === null;
	}

	/** Takes a correction and checks the row again. */
	correct(column: PersonColumn, text: string): void {
		if ((this.values[column] ?? '') === text) return;
		this.values = { ...this.values, [column]: text };
		const { person, email, problems } = checkValues(this.values);
		this.#person = person;
		this.email = email;
		this.problems = problems;
		this.edited = true;
	}
}

/** Finds out anew which of the rows repeat an address of each other or of the rows that were ready. */
export function settle(looks: readonly Look[], readyRow: ReadonlyMap<string, number>): void {
	const taken = new Map<string, number>();
	for (const look of looks) {
		if (look.leftOut) continue;
		const ready = look.email === null ? undefined : readyRow.get(look.email);
		look.repeats = ready ?? repeatedRow(look, taken);
	}
}

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
