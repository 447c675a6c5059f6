import type { Snippet } from 'svelte';
import type { Found } from './row-search.ts';
import type { Selection } from './selection.svelte.ts';

/** What a list is given, as a table and as cards. */
export interface ListProps<Row> {
	/** Read aloud. */
	label: string;
	found: Found<Row>;
	/** What the list is asked for: where it changes, other rows are found. */
	asked: string;
	/** Absent: nothing can be chosen. */
	selection: Selection | undefined;
	/** The row that is open beside the list. */
	openId: string | null;
	hrefOf: (row: Row) => string;
	nameOf: (row: Row) => string;
	/** Whether something about a row waits to be sent. */
	isWaiting: (row: Row) => boolean;
	/** A row is opened. */
	onopen?: () => void;
	/** A row's menu with its button, made when it is asked for. Whatever else stands in a row may show another one next. */
	menu?: Snippet<[Row]> | undefined;
	/** Stands beside the name: what must not be overlooked. */
	mark?: Snippet<[Row]>;
	/** Told what draws them. */
	rows?: RowSteps<Row> | undefined;
}

/** What draws rows, as keys lead through them. */
export interface RowSteps<Row> {
	step(by: 1 | -1): Promise<void>;
	land(at: number): Promise<void>;
	focused(): Row | undefined;
}

/** What one press chooses. */
export interface Choosable {
	/** How many match. */
	count: number;
	/** How many of those chosen don't: they aren't shown. */
	unseen: number;
	choose: () => void;
}
