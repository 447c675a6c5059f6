import type { PersonRow, RowProblem } from '@foyer/shared/people-import';
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
