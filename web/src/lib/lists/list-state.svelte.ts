/* eslint-disable svelte/prefer-svelte-reactivity -- maps and parameters are made anew, not changed */

import { beforeNavigate, goto } from '$app/navigation';
import type { SavedList } from '@foyer/shared/saved-views';
import { onDestroy, tick, untrack } from 'svelte';
import { MediaQuery } from 'svelte/reactivity';
import { searchedFields } from '#lib/custom-fields/searched-fields.ts';
import { chosenColumns } from './chosen-columns.svelte.ts';
import {
	activeColumns,
	moved,
	sortingIn,
	sortingValue,
	widened,
	type Column,
	type Sorting
} from './columns.ts';
import { fieldsInOrder, groupsByName } from './condition-names.ts';
import {
	countUnread,
	filtersIn,
	withFilter,
	withoutFilter,
	withoutFilters,
	withoutUnread,
	type Filter
} from './filters.ts';
import { goToParams, keptQuery, paramsHere, withParam } from './list-address.ts';
import { isFocusLost } from './lost-focus.ts';
import { rowsOf, type Listing } from './listing.svelte.ts';
import type { RowSteps } from './list-props.ts';
import type { Found } from './row-search.ts';
import { ScrollBack } from './scroll-back.ts';
import { tellable } from './searched.ts';
import { Selection } from './selection.svelte.ts';

/** How long after the last letter the address says what is searched for, in ms: browsers allow few such steps. */
const tellAfter = 250;

/** What an address says is searched for. */
const searchedIn = (params: URLSearchParams): string => params.get('q') ?? '';

/** What tells one list from another. */
interface ListOf<Row extends { id: string }> {
	list: SavedList;
	listing: Listing<Row>;
	columns: () => readonly Column<Row>[];
	/** Rows as they are shown, of those that the listing found. */
	shown?: (found: Found<Row>) => Found<Row>;
	/** Whether the user may do something with rows that are chosen. */
	mayChoose: () => boolean;
	/** The row that is open beside the list. */
	openId: () => string | null;
	/** @param params of the list's address, as it is now */
	hrefOf: (row: Row, params: URLSearchParams) => string;
	/** A row is opened. */
	onopen?: () => void;
}

/** A list as somebody looks at it: what its address asks for, which of its rows are chosen, and where its keys lead. */
export class ListState<Row extends { id: string }> {
	readonly #of: ListOf<Row>;
	readonly #columns: (typeof chosenColumns)[SavedList];
	readonly #wide = new MediaQuery('min-width: 48rem', true);
	readonly #chosenRows = new Selection();
	/** What draws the rows, and the field that searches them. */
	rows = $state.raw<RowSteps<Row>>();
	field = $state.raw<HTMLElement>();
	/** What the address is known to say is searched for; null before it was read. */
	#told: string | null = null;
	#telling: ReturnType<typeof setTimeout> | undefined;
	/** How often somebody was on their way to another page. */
	#departures = 0;
	/** Where the first of those chosen stood last. */
	#firstChosen = 0;

	readonly #here = $derived(paramsHere());
	/** The parameters of the address, with what is searched for now. */
	readonly params = $derived.by(() =>
		withParam(this.#here, 'q', tellable(this.#of.listing.query) || null)
	);
	// Whatever is typed, these stay.
	readonly filters = $derived(filtersIn(this.#here));
	/** How many of the address can't be read, and narrow nothing. */
	readonly unread = $derived(countUnread(this.#here));
	readonly sorting = $derived(sortingIn(this.#here));
	readonly fields = $derived(fieldsInOrder());
	/** Made anew only where there are other fields, or some are called otherwise. */
	readonly #fieldKinds = $derived(
		this.fields.map(({ id, kind, name }) => `${id} ${kind} ${name}`).join()
	);
	readonly searched = $derived.by(() => {
		void this.#fieldKinds;
		return searchedFields(untrack(() => this.fields));
	});
	readonly groups = $derived(groupsByName());
	readonly groupsById = $derived(new Map(this.groups.map((group) => [group.id, group])));
	readonly active = $derived.by(() => activeColumns(this.#of.columns(), this.#columns.chosen));
	readonly found = $derived.by((): Found<Row> => {
		const { found } = this.#of.listing;
		return this.#of.shown?.(found) ?? found;
	});
	/** Of the rows shown, those chosen. */
	readonly chosenHere = $derived(this.#chosenRows.of(this.found));
	/** Chosen and not shown, since something else was searched for then. */
	readonly #chosenBefore = $derived(this.#chosenRows.beyond(this.found, this.chosenHere));
	readonly chosen = $derived(
		this.#chosenBefore.length === 0 ? this.chosenHere : [...this.chosenHere, ...this.#chosenBefore]
	);

	constructor(of: ListOf<Row>) {
		this.#of = of;
		this.#columns = chosenColumns[of.list];
		$effect.pre(() => {
			const searched = searchedIn(this.#here);
			untrack(() => this.#hear(searched));
		});
		// Told while somebody is on their way elsewhere, it would call them back.
		beforeNavigate(({ from, to }) => {
			clearTimeout(this.#telling);
			if (from?.url.pathname !== to?.url.pathname) this.#departures++;
		});
		const scrollBack = new ScrollBack(of.list);
		$effect(() => {
			if (this.rows && this.count > 0) void tick().then(() => scrollBack.go());
		});
		$effect(() => {
			const [first] = this.chosenHere;
			const { rows, places } = this.found;
			if (first) this.#firstChosen = places.findIndex((place) => rows[place]?.id === first.id);
		});
		onDestroy(() => {
			clearTimeout(this.#telling);
			of.listing.leave();
		});
	}

	/** As a table, or as cards. */
	get wide(): boolean {
		return this.#wide.current;
	}

	get list(): SavedList {
		return this.#of.list;
	}

	get columns(): readonly Column<Row>[] {
		return this.#of.columns();
	}

	get openId(): string | null {
		return this.#of.openId();
	}

	/** Undefined: nothing can be chosen. */
	get selection(): Selection | undefined {
		return this.#of.mayChoose() ? this.#chosenRows : undefined;
	}

	get query(): string {
		return this.#of.listing.query;
	}

	/** The address follows once nobody types for a moment. */
	set query(text: string) {
		this.#of.listing.query = text;
		clearTimeout(this.#telling);
		this.#telling = setTimeout(() => void this.#tell(), tellAfter);
	}

	/** Lets the address say what is searched for. */
	async #tell(): Promise<void> {
		clearTimeout(this.#telling);
		if (searchedIn(this.#here) !== searchedIn(this.params)) await this.#go(this.params, true);
	}

	/** The address says something else by itself: one step back, or another link to the list. */
	#hear(searched: string): void {
		if (searched === this.#told) return;
		this.#told = searched;
		this.#of.listing.query = searched;
	}

	/** Shows the list by other parameters of its address. What it shows already is no step of its own. */
	go(params: URLSearchParams): Promise<void> {
		return this.#go(params, params.toString() === this.params.toString());
	}

	#go(params: URLSearchParams, replace: boolean): Promise<void> {
		clearTimeout(this.#telling);
		this.#told = searchedIn(params);
		return goToParams(params, replace);
	}

	/** How many are shown. */
	get count(): number {
		return this.found.places.length;
	}

	/** Whether not all of the rows are meant to be shown. */
	get narrow(): boolean {
		return this.query.trim() !== '' || this.filters.length > 0;
	}

	/** What a saved view keeps of the address. */
	get kept(): string {
		return keptQuery(this.params);
	}

	/** What the keys of a list do in this one. */
	readonly deeds = {
		search: () => this.field?.querySelector('input')?.focus(),
		next: () => void this.rows?.step(1),
		previous: () => void this.rows?.step(-1),
		choose: (event: KeyboardEvent) => this.#toggle(this.rows?.focused(), event.shiftKey),
		edit: () => void this.open(this.rows?.focused())
	};

	#toggle(row: Row | undefined, through: boolean): void {
		if (row) this.selection?.toggle(row.id, rowsOf(this.found), through);
	}

	hrefOf = (row: Row): string => this.#of.hrefOf(row, this.params);

	/** A row is opened. */
	onopen = (): void => this.#of.onopen?.();

	/** Opens a row beside the list, in place of the one that is open. */
	async open(row: Row | undefined): Promise<void> {
		if (!row || !(await this.#stays(() => this.#tell()))) return;
		this.onopen();
		await goto(this.hrefOf(row), { replace: this.openId !== null, reset: false });
	}

	/** Goes from what is searched for to what was found. */
	async goToRows(): Promise<void> {
		await this.#of.listing.sought();
		await this.rows?.step(1);
	}

	/** Whether somebody is still here once something is done: who left isn't called back. */
	async #stays(until: () => Promise<unknown>): Promise<boolean> {
		const before = this.#departures;
		await until();
		return this.#departures === before;
	}

	async openFirst(): Promise<void> {
		if (!(await this.#stays(() => this.#of.listing.sought()))) return;
		const { rows, places } = this.found;
		await this.open(rows[places[0] ?? -1]);
	}

	chooseAll = (): void => this.#chosenRows.toggleAll(this.found);
	/** How many one press chooses, and how many of those chosen it isn't about. */
	readonly choosable = $derived({
		count: this.count,
		unseen: this.#chosenBefore.length,
		choose: this.chooseAll
	});
	chooseNone = (): void => {
		// With a mouse one goes on where one points.
		const byKeys = document.activeElement?.matches(':focus-visible') === true;
		this.#chosenRows.clear();
		if (byKeys) void this.#goOn(this.#firstChosen);
	};

	/**
	 * What was done with those chosen took the focus with it: one goes on where the first of them stands or stood, or
	 * with the search where nothing is left.
	 */
	async #goOn(at: number): Promise<void> {
		await this.#of.listing.sought();
		await tick();
		if (this.count > 0) await this.rows?.land(at);
		else if (isFocusLost()) this.deeds.search();
	}

	addFilter = (filter: Filter): void => void this.go(withFilter(this.params, filter));
	removeFilter = (filter: Filter): Promise<void> => this.go(withoutFilter(this.params, filter));
	clearFilters = (): Promise<void> => this.go(withoutFilters(this.params));
	/** The address says what is shown alone: no step of its own. */
	forgetUnread = (): void => void this.#go(withoutUnread(this.params), true);
	sortBy = (by: Sorting | null): void =>
		void this.go(withParam(this.params, 'sort', sortingValue(by)));
	widen = (column: string, width: number): void =>
		this.#columns.choose(widened(this.active, column, width));
	move = (column: string, by: number): void => this.#columns.choose(moved(this.active, column, by));

	/** Shows the list as a saved view says. */
	showView = (query: string): void => {
		const view = new URLSearchParams(query);
		this.chooseNone();
		this.#of.listing.query = searchedIn(view);
		void this.go(view);
	};

	/** Takes away whatever the list is narrowed by. */
	showAll = (): void => {
		this.#of.listing.query = '';
		void this.clearFilters();
	};
}
