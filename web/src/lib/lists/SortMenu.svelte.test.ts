import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { Sorting } from './columns.ts';
import SortMenu from './SortMenu.svelte';

const columns = [
	{ id: 'name', label: 'Name', width: 240, text: () => '', sortBy: () => '' },
	{ id: 'language', label: 'Language', width: 110, text: () => '' },
	{ id: 'company', label: 'Company', width: 180, text: () => '', sortBy: () => '' }
];

test('a list of cards is sorted by what its table is, and turned round by the same again', async () => {
	const props = $state({
		columns,
		sorting: null as Sorting | null,
		onsort: (sorting: Sorting | null) => {
			props.sorting = sorting;
		}
	});
	await render(SortMenu, props);
	const button = (name: string) => page.getByRole('button', { name, exact: true });
	const item = (name: string) => page.getByRole('menuitem', { name });
	await button('Sorted by Name, Sorted from the first').click();
	await expect.element(item('Language')).not.toBeInTheDocument();
	await item('Company').click();
	await button('Sorted by Company, Sorted from the first').click();
	await item('Company').click();
	expect(props.sorting).toEqual({ column: 'company', backwards: true });
	await button('Sorted by Company, Sorted from the last').click();
	await item('Name').click();
	expect(props.sorting).toEqual({ column: 'name', backwards: false });
});
