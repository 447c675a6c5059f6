import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import type { ListState } from './list-state.svelte.ts';
import ListBar from './ListBar.svelte';

let device: TestDevice;
beforeEach(async () => {
	device = await openTestDevice({});
});
afterEach(() => device.close());

const listWith = (unread: number, told: string[]) =>
	({
		...{ list: 'people', columns: [], wide: true, query: '', kept: '', filters: [], unread },
		forgetUnread: () => told.push('forgotten'),
		deeds: { search: () => told.push('searching') }
	}) as unknown as ListState<{ id: string }>;

test('filters of the address that can’t be read are said to be left out, until they are taken out of it', async () => {
	const told: string[] = [];
	const bar = await render(ListBar, { list: listWith(1, told), label: 'Search' });
	await expect
		.element(page.getByRole('status'))
		.toHaveTextContent('This address holds a filter that Foyer doesn’t know; it was left out.');
	await page.getByRole('button', { name: 'Take out of the address' }).click();
	expect(told).toEqual(['forgotten', 'searching']);
	await bar.rerender({ list: listWith(2, told) });
	await expect.element(page.getByText(/^This address holds 2 filters/)).toBeVisible();
	await bar.rerender({ list: listWith(0, told) });
	await expect.element(page.getByText(/^This address holds/)).not.toBeInTheDocument();
});
