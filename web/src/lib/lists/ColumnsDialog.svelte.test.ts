import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { activeColumns, type ChosenColumns, type Column } from './columns.ts';
import ColumnsDialog from './ColumnsDialog.svelte';

const column = (id: string, first: boolean): Column<string> => ({
	id,
	label: id,
	width: 120,
	first,
	text: (row) => row
});
const all = [
	column('Name', true),
	column('E-mail', true),
	column('Company', true),
	column('Phone', false)
];

async function show() {
	const props = $state({
		open: true,
		all,
		chosen: null as ChosenColumns | null,
		onchoose: (chosen: ChosenColumns | null) => void (props.chosen = chosen)
	});
	await render(ColumnsDialog<string>, props);
	return {
		order: () => activeColumns(all, props.chosen).map((each) => each.column.id),
		width: (at: number) => activeColumns(all, props.chosen)[at]?.width,
		chosen: () => props.chosen
	};
}

test('columns are shown, hidden and put in order by keyboard, the button keeping the focus', async () => {
	const { order } = await show();
	await page.getByRole('checkbox', { name: 'Phone' }).click();
	expect(order()).toEqual(['Name', 'E-mail', 'Company', 'Phone']);
	const forward = page.getByRole('button', { name: 'Move Phone forward' });
	(forward.element() as HTMLElement).focus();
	await userEvent.keyboard('{Enter}');
	await expect.poll(order).toEqual(['Name', 'E-mail', 'Phone', 'Company']);
	await expect.element(forward).toHaveFocus();
	await userEvent.keyboard('{Enter}');
	await expect.poll(order).toEqual(['Name', 'Phone', 'E-mail', 'Company']);
	// It can go no further forward: its neighbour has the focus.
	await expect.element(page.getByRole('button', { name: 'Move Phone back' })).toHaveFocus();
	await expect.element(page.getByRole('status')).toHaveTextContent('Phone is now number 2');
	await page.getByRole('checkbox', { name: 'E-mail' }).click();
	expect(order()).toEqual(['Name', 'Phone', 'Company']);
});

test('who shows or hides a column by keyboard, or goes back to the first ones, keeps the focus', async () => {
	const { order } = await show();
	const focus = (element: Element) => (element as HTMLElement).focus();
	const [phone, company] = ['Phone', 'Company'].map((name) => page.getByRole('checkbox', { name }));
	focus(phone!.element());
	await userEvent.keyboard(' ');
	await expect.poll(order).toEqual(['Name', 'E-mail', 'Company', 'Phone']);
	await expect.element(phone!).toHaveFocus();
	focus(company!.element());
	await userEvent.keyboard(' ');
	await expect.poll(order).toEqual(['Name', 'E-mail', 'Phone']);
	await expect.element(company!).toHaveFocus();
	focus(page.getByRole('button', { name: 'Back to the first ones' }).element());
	await userEvent.keyboard('{Enter}');
	await expect.poll(order).toEqual(['Name', 'E-mail', 'Company']);
	await expect.element(page.getByText('Close', { exact: true })).toHaveFocus();
});

test('widths are chosen, and all goes back to what was there first', async () => {
	const { width, chosen } = await show();
	await page.getByRole('button', { name: 'Make E-mail wider' }).click();
	expect(width(1)).toBe(144);
	await page.getByRole('button', { name: 'Back to the first ones' }).click();
	expect(chosen()).toBeNull();
	await expect.element(page.getByRole('checkbox', { name: 'Name' })).toBeDisabled();
});
