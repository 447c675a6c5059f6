import { createRawSnippet } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { activeColumns, type Column, type Sorting } from './columns.ts';
import ListTable from './ListTable.svelte';
import { Selection } from './selection.svelte.ts';

interface Guest {
	id: string;
	name: string;
}

const columns: Column<Guest>[] = [
	{ id: 'name', label: 'Name', width: 200, text: ({ name }) => name, sortBy: ({ name }) => name },
	...Array.from({ length: 10 }, (_, at) => ({
		id: `c${at}`,
		label: `Column ${at}`,
		width: 200,
		first: true,
		text: ({ name }: Guest) => `${name} ${at}`,
		...(at === 0 && { sortBy: ({ name }: Guest) => name })
	}))
];
const guests = (count: number): Guest[] =>
	Array.from({ length: count }, (_, at) => ({ id: `g${at}`, name: `Guest ${at}` }));

beforeEach(() => page.viewport(900, 700));
afterEach(() => page.viewport(390, 844));

async function show(rows: Guest[], selection = new Selection(), all = columns) {
	const told = {
		sorting: [] as (Sorting | null)[],
		opened: [] as string[],
		widths: [] as number[],
		moves: [] as [string, number][]
	};
	const props = $state({
		label: 'Guests',
		found: { rows, places: Uint32Array.from(rows.keys()) },
		asked: '',
		get chosen() {
			return selection.of(this.found).length;
		},
		columns: activeColumns(all, null),
		sorting: null as Sorting | null,
		onsort: (sorting: Sorting | null) => {
			told.sorting.push(sorting);
			props.sorting = sorting;
		},
		onwiden: (_column: string, width: number) => void told.widths.push(width),
		onmove: (column: string, by: number) => void told.moves.push([column, by]),
		selection,
		openId: null,
		hrefOf: ({ id }: Guest) => `#${id}`,
		nameOf: ({ name }: Guest) => name,
		isWaiting: () => false,
		menu: createRawSnippet(() => ({ render: () => '<span></span>' })),
		onopen: () => void told.opened.push(location.hash)
	});
	await render(ListTable<Guest>, props);
	return { told, selection };
}

const box = (name: string | RegExp) => page.getByRole('checkbox', { name, exact: true });
const chosen = (selection: Selection, rows: Guest[]) =>
	selection.of({ rows, places: Uint32Array.from(rows.keys()) }).map(({ id }) => id);

test.each([
	['at its end', columns, 10_000],
	// It is wider than its place by a little: it is made to fit.
	['from the beginning', columns.slice(0, 4), 0]
])('what the last column says stands clear of the •••, %s', async (_where, all, left) => {
	await show(guests(3), new Selection(), all);
	const text = page.getByText(`Guest 1 ${all.length - 2}`, { exact: true });
	await expect.element(text).toBeInTheDocument();
	text.element().closest('.overflow-x-auto')!.scrollLeft = left;
	const deed = page.getByRole('button', { name: 'More for Guest 1' }).element();
	const clear = () =>
		deed.getBoundingClientRect().left - text.element().parentElement!.getBoundingClientRect().right;
	await expect.poll(clear).toBeGreaterThanOrEqual(16);
});

test('a heading sorts, says how, and sorts the other way', async () => {
	const { told } = await show(guests(3));
	const sorted = (name: string) => page.getByRole('columnheader', { name });
	const press = (name: string) => page.getByRole('button', { name }).click();
	// Nothing was asked for: they stand by name.
	await expect.element(sorted('Name')).toHaveAttribute('aria-sort', 'ascending');
	await expect.element(sorted('Column 0')).toHaveAttribute('aria-sort', 'none');
	await press('Column 0');
	await expect.element(sorted('Column 0')).toHaveAttribute('aria-sort', 'ascending');
	await expect.element(sorted('Name')).toHaveAttribute('aria-sort', 'none');
	await press('Column 0');
	await expect.element(sorted('Column 0')).toHaveAttribute('aria-sort', 'descending');
	await press('Column 0');
	expect(told.sorting.at(-1)).toBeNull();
	// A first press shows at once.
	await press('Name');
	await expect.element(sorted('Name')).toHaveAttribute('aria-sort', 'descending');
	await press('Name');
	expect(told.sorting.at(-1)).toBeNull();
	// By what no row says in one word nothing is sorted.
	await expect
		.element(page.getByRole('columnheader', { name: 'Column 1' }))
		.not.toHaveAttribute('aria-sort');
});

test('rows are chosen one by one, by ranges, and all that match, of which most aren’t in the page', async () => {
	const rows = guests(3000);
	const { selection } = await show(rows);
	await box('Choose Guest 1').click();
	await userEvent.keyboard('{Shift>}');
	await box('Choose Guest 4').click();
	await userEvent.keyboard('{/Shift}');
	expect(chosen(selection, rows)).toEqual(['g1', 'g2', 'g3', 'g4']);
	await expect.element(box('Choose all 3,000 that match')).toBePartiallyChecked();
	await box('Choose all 3,000 that match').click();
	expect(selection.size).toBe(3000);
	expect(document.querySelectorAll('[data-row]').length).toBeLessThan(200);
	await box('Choose all 3,000 that match').click();
	expect(selection.size).toBe(0);
});

test('names and headings stay in sight while the columns pass below them', async () => {
	await show(guests(3));
	const name = page.getByRole('link', { name: 'Guest 1' });
	await expect.element(name).toBeVisible();
	const before = name.element().getBoundingClientRect().left;
	const rows = document.querySelectorAll('[role="rowgroup"]')[1] as HTMLElement;
	expect(rows.scrollWidth).toBeGreaterThan(rows.clientWidth);
	rows.scrollLeft = 900;
	const heading = () =>
		page.getByRole('columnheader', { name: 'Column 6' }).element().getBoundingClientRect().left;
	const cell = () => page.getByText('Guest 1 6').element().getBoundingClientRect().left;
	await expect.poll(() => Math.abs(heading() + 8 - cell()) < 1).toBe(true);
	expect(name.element().getBoundingClientRect().left).toBe(before);
});

test('a scroll bar at the lower edge of the screen moves the columns, and follows them', async () => {
	await show(guests(300));
	const bar = () => document.querySelector<HTMLElement>('[data-bar]');
	const body = document.querySelectorAll<HTMLElement>('[role="rowgroup"]')[1]!;
	await expect.poll(bar).not.toBeNull();
	// A swipe that goes on at the table's edge leaves the page where it is.
	for (const swiped of [body, bar()!])
		expect(getComputedStyle(swiped).overscrollBehaviorX).toBe('contain');
	const atEdge = () => Math.abs(bar()!.getBoundingClientRect().bottom - innerHeight) < 1;
	expect(body.getBoundingClientRect().bottom).toBeGreaterThan(innerHeight);
	expect(atEdge()).toBe(true);
	bar()!.scrollLeft = 300;
	await expect.poll(() => body.scrollLeft).toBe(300);
	body.scrollLeft = 700;
	await expect.poll(() => bar()!.scrollLeft).toBe(700);
	// Back to where the bar had led.
	body.scrollLeft = 300;
	await expect.poll(() => bar()!.scrollLeft).toBe(300);
	bar()!.scrollLeft = bar()!.scrollWidth;
	await expect.poll(() => body.scrollLeft).toBe(body.scrollWidth - body.clientWidth);
	// At the table's end it stands there.
	scrollTo(0, document.documentElement.scrollHeight);
	const below = () => bar()!.getBoundingClientRect().top - body.getBoundingClientRect().bottom;
	await expect.poll(() => Math.abs(below()) < 1).toBe(true);
	scrollTo(0, 0);
});

test('a table that fits has no scroll bar', async () => {
	await show(guests(300), new Selection(), columns.slice(0, 3));
	await expect.element(page.getByRole('link', { name: 'Guest 1', exact: true })).toBeVisible();
	expect(document.querySelector('[data-bar]')).toBeNull();
});

test('a press anywhere in a row opens it, but not one on its box', async () => {
	const { told } = await show(guests(3));
	await page.getByText('Guest 2 1').click();
	expect(told.opened).toHaveLength(1);
	await box('Choose Guest 0').click();
	expect(told.opened).toHaveLength(1);
});

test('by keyboard a row’s ••• is reached behind its name, and seen whole at the table’s edge', async () => {
	await show(guests(3));
	const name = page.getByRole('link', { name: 'Guest 1' });
	await expect.element(name).toBeVisible();
	(name.element() as HTMLElement).focus();
	await userEvent.tab();
	const more = page.getByRole('button', { name: 'More for Guest 1' });
	await expect.element(more).toHaveFocus();
	const { outlineOffset, outlineStyle } = getComputedStyle(more.element());
	expect([outlineOffset, outlineStyle]).toEqual(['-2px', 'solid']);
	await expect
		.poll(() => getComputedStyle(more.element().closest('.deeds') ?? more.element()).opacity)
		.toBe('1');
});

test('a heading is carried to another place, but not before the name; a press on it still sorts', async () => {
	const { told } = await show(guests(2));
	const heading = (name: string) => page.getByRole('columnheader', { name, exact: true });
	await userEvent.dragAndDrop(heading('Column 0'), heading('Column 1'), {
		targetPosition: { x: 150, y: 20 }
	});
	await userEvent.dragAndDrop(heading('Column 1'), heading('Name'), {
		targetPosition: { x: 10, y: 20 }
	});
	await userEvent.dragAndDrop(heading('Name'), heading('Column 1'));
	expect(told.moves).toEqual([
		['c0', 1],
		['c1', -1]
	]);
	expect(told.sorting).toEqual([]);
	await page.getByRole('button', { name: 'Name' }).click();
	expect(told.sorting).toHaveLength(1);
});
