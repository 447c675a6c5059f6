import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import FilterDialog from './FilterDialog.svelte';
import type { Filter } from './filters.ts';

let device: TestDevice;
beforeEach(async () => {
	device = await openTestDevice({});
});
afterEach(() => device.close());

test.each([
	['is not known', false],
	['is known', true]
])('a list is filtered by whether the language %s', async (words, not) => {
	const added: Filter[] = [];
	await render(FilterDialog, {
		...{ open: true, ofEvent: false },
		onadd: (filter: Filter) => void added.push(filter)
	});
	const add = page.getByRole('button', { name: 'Add the filter', exact: true });
	await expect.element(add).toBeDisabled();
	await page.getByLabelText('Is', { exact: true }).selectOptions(words);
	await expect.element(page.getByLabelText('Value', { exact: true })).not.toBeInTheDocument();
	await add.click();
	expect(added).toEqual([{ on: 'language', not, language: null }]);
});
