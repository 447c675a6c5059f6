import type { CustomField } from '@foyer/shared/custom-fields';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import FilterChips from './FilterChips.svelte';
import type { Filter } from './filters.ts';

const field = (name: string, deletedAt: number | null): CustomField => ({
	...{ id: crypto.randomUUID(), name, kind: 'choice', choices: ['Vegan', 'Fish'] },
	...{ position: 1, createdAt: 0, deletedAt }
});
const diet = field('Diet', null);
const seat = field('Seat', 1);
const asks = ({ id: fieldId }: CustomField, value: string, not = false): Filter => ({
	...{ on: 'custom', not, fieldId, is: 'equals', value }
});

let device: TestDevice;
beforeEach(async () => {
	device = await openTestDevice({ customFields: [diet, seat] });
});
afterEach(() => device.close());

test('a choice that is none any more, renamed since its address was kept, is said to be none', async () => {
	const removed: Filter[] = [];
	const old = asks(diet, 'Plants');
	await render(FilterChips, {
		...{
			filters: [old, asks(diet, 'Plants', true), asks(diet, 'vegan'), asks(seat, 'Balcony')],
			ofEvent: false
		},
		...{ onremove: (filter: Filter) => removed.push(filter), onclear: () => {} }
	});
	const said = page.getByText(/is no longer a choice/);
	await expect
		.element(said)
		.toHaveTextContent(
			'“Plants” is no longer a choice of “Diet”. It may have another name by now.'
		);
	expect(said.elements()).toHaveLength(1);
	await page.getByRole('button', { name: /Diet is Plants/ }).click();
	expect(removed).toEqual([old]);
});
