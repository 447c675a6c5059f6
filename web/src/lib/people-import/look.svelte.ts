import type { CustomValues } from '@foyer/shared/custom-fields';
import type { Standing } from '@foyer/shared/guest-lists';
import type { PersonRow, RowProblem } from '@foyer/shared/people-import';
import {
	checkValues,
	isMeantByIdAlone,
	rulesKeeping,
	type CellProblem,
	type CellRules,
	type CheckedValues,
	type OwnValues,
	type RowValues
} from '@foyer/shared/person-cells';
import type { SheetColumn } from '@foyer/shared/people-columns';

/** Whom a row names. */
export interface Named {
	id: string | undefined;
	email: string | null;
}

/** Who is there, as far as it can be known. */
export interface Present {
	/** What somebody has: it may stand there again. */
	valuesOf: (named: Named) => CustomValues | undefined;
	/** Whether nobody is there whom a row names: false while that isn't known. */
	isNobody: (named: Named) => boolean;
}

const namesNoChoice = (problems: readonly CellProblem[]): boolean =>
	problems.some(({ code }) => code === 'not_a_choice');

/** A row that needed a look when it was read: it can be corrected, or left out. */
export class Look {
	readonly row: number;
	/** Why they aren't coming, where the list says so. */
	readonly standing: Standing | undefined;
	values = $state.raw<RowValues>({});
	problems = $state.raw<CellProblem[]>([]);
	/** The row that has the same address and counts. */
	repeats = $state<number | null>(null);
	leftOut = $state(false);
	edited = $state(false);
	email: string | null;
	/** What its cells hold in the file. */
	readonly #cells: RowValues;
	#person: RowProblem['person'];
	#own: OwnValues;
	#present: Present;
	#has = false;

	constructor(
		{ row, standing, values, problems, repeats, email, person, own }: RowProblem,
		present: Present
	) {
		this.#present = present;
		this.row = row;
		this.standing = standing;
		this.values = values;
		this.#cells = values;
		this.problems = problems;
		this.repeats = repeats;
		this.email = email;
		this.#person = person;
		this.#own = own;
	}

	/** What will be imported; null as long as something is wrong, or if it is left out. */
	get ready(): PersonRow | null {
		const wrong = this.leftOut || this.repeats !== null || this.problems.length > 0;
		if (wrong || !this.#person) return null;
		const { row, standing } = this;
		return { row, person: this.#person, ...this.#own, ...(standing && { standing }) };
	}

	/** Whether anything was done with it. */
	get isTouched(): boolean {
		return this.edited || this.leftOut;
	}

	get needsLook(): boolean {
		return !this.leftOut && this.ready === null;
	}

	/** Takes a correction and checks the row again. */
	correct(column: SheetColumn, text: string, rules: CellRules): void {
		if ((this.values[column] ?? '') === text) return;
		this.values = { ...this.values, [column]: text };
		this.edited = true;
		this.check(rules);
	}

	/** Checks the row again, by other rules. */
	check(rules: CellRules): void {
		this.take(this.checked(rules));
	}

	/** What the row is by other rules, once that is taken. */
	checked(rules: CellRules): CheckedValues {
		const checked = checkValues(this.values, rules);
		const isByIdAlone = isMeantByIdAlone(this.values);
		if (!namesNoChoice(checked.problems) && !isByIdAlone) return checked;
		const named = { id: checked.own.id, email: checked.email };
		const has = this.#present.valuesOf(named);
		if (has) return checkValues(this.values, rulesKeeping(rules, has));
		if (isByIdAlone && this.#present.isNobody(named))
			return checkValues(this.values, { ...rules, knowsPerson: false });
		return checked;
	}

	take({ person, own, email, problems }: CheckedValues): void {
		this.#person = person;
		this.#own = own;
		this.email = email;
		this.problems = problems;
	}

	/**
	 * Takes over what was done with the same row as it was read before: what was corrected in cells that hold the same
	 * as then, and whether it was left out.
	 */
	redo(before: Look, rules: CellRules): void {
		this.leftOut = before.leftOut;
		for (const [column, text] of Object.entries(before.values) as [SheetColumn, string][])
			if (this.#cells[column] !== undefined && this.#cells[column] === before.#cells[column])
				this.correct(column, text, rules);
	}

	/** Whether it is as it was read, and may be no fault: an id alone says who is meant, or a choice is none. */
	get asksWhoIsThere(): boolean {
		return !this.edited && (namesNoChoice(this.problems) || isMeantByIdAlone(this.values));
	}

	/** Notes that who is there, and what they have, has been looked up. */
	noteLookedUp(): void {
		this.#has = this.ready !== null;
	}

	/** Whether it needed a look for nothing but what its person has. */
	get isKept(): boolean {
		return this.#has && !this.isTouched;
	}
}
