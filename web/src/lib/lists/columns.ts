import type { SavedView } from '@foyer/shared/saved-views';

/** A column that a list can have. */
export interface Column<Row> {
	id: string;
	label: string;
	/** In px, where nobody chose another width. */
	width: number;
	/** Numbers stand at the end. */
	atEnd?: boolean;
	/** What a row says in it, for lists that show it as plain text. */
	text: (row: Row) => string;
	/** What rows are listed by, folded; null where nothing is said. Absent: not by this column. */
	sortBy?: (row: Row) => string | null;
	/** Whether it is there until somebody chooses. */
	first?: boolean;
}

/** Columns as somebody chose them, in order; null: nobody did. */
export type ChosenColumns = NonNullable<SavedView['columns']>['shown'];

/** A column as it is shown. */
export interface ActiveColumn<Row> {
	column: Column<Row>;
	width: number;
}

export const narrowest = 72;
const widest = 640;

const within = (width: number): number => Math.round(Math.min(widest, Math.max(narrowest, width)));

/**
 * The columns to show. The first of all stays the first: it names the row. Columns that are no longer there
 * are left out; what came since somebody chose is not shown by itself.
 */
export function activeColumns<Row>(
	all: readonly Column<Row>[],
	chosen: ChosenColumns | null
): ActiveColumn<Row>[] {
	const [name, ...others] = all;
	if (!name) return [];
	const plain = (column: Column<Row>) => ({ column, width: column.width });
	if (!chosen) return [plain(name), ...others.filter(({ first }) => first).map(plain)];
	const widths = new Map(chosen.map(({ column, width }) => [column, width]));
	const asChosen = (column: Column<Row>) => ({
		column,
		width: within(widths.get(column.id) ?? column.width)
	});
	const byId = new Map(others.map((column) => [column.id, column]));
	const shown = [...widths.keys()].flatMap((id) => byId.get(id) ?? []);
	return [asChosen(name), ...shown.map(asChosen)];
}

const chosenOf = <Row>(active: readonly ActiveColumn<Row>[]): ChosenColumns =>
	active.map(({ column, width }) => ({
		column: column.id,
		width: width === column.width ? null : width
	}));

/** Shows a column, last, or hides it. */
export function toggled<Row>(
	active: readonly ActiveColumn<Row>[],
	column: Column<Row>
): ChosenColumns {
	const rest = active.filter((each) => each.column.id !== column.id);
	if (rest.length < active.length) return chosenOf(rest);
	return chosenOf([...active, { column, width: column.width }]);
}

/** Moves a column by some places; before the first, which names the row, there is none. */
export function moved<Row>(
	active: readonly ActiveColumn<Row>[],
	id: string,
	by: number
): ChosenColumns {
	const from = active.findIndex(({ column }) => column.id === id);
	const to = Math.min(active.length - 1, Math.max(1, from + by));
	if (from < 1) return chosenOf(active);
	const order = [...active];
	order.splice(to, 0, ...order.splice(from, 1));
	return chosenOf(order);
}

/** Gives a column a width. */
export const widened = <Row>(
	active: readonly ActiveColumn<Row>[],
	id: string,
	width: number
): ChosenColumns =>
	chosenOf(
		active.map((each) => (each.column.id === id ? { ...each, width: within(width) } : each))
	);

/** By which column a list is sorted, and whether from the end. */
export interface Sorting {
	column: string;
	backwards: boolean;
}

/** As it stands in an address: `-company` is backwards. */
export const sortingIn = (params: URLSearchParams): Sorting | null => {
	const value = params.get('sort');
	if (!value) return null;
	return value.startsWith('-')
		? { column: value.slice(1), backwards: true }
		: { column: value, backwards: false };
};

/** What pressing a column's heading makes of it: from the beginning, then from the end, then as before. */
export function nextSorting(now: Sorting | null, column: string): Sorting | null {
	if (now?.column !== column) return { column, backwards: false };
	return now.backwards ? null : { column, backwards: true };
}

/** The parameter's value; null: no parameter. */
export const sortingValue = (sorting: Sorting | null): string | null =>
	sorting && (sorting.backwards ? `-${sorting.column}` : sorting.column);
