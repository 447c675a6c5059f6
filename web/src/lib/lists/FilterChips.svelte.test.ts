import type { CustomField } from '@foyer/shared/custom-fields';
import { allLevels } from '@foyer/shared/team';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
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

const noDeeds = { onremove: async () => {}, onclear: async () => {}, onlost: () => {} };

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
		...noDeeds,
		onremove: async (filter: Filter) => void removed.push(filter)
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

test('what may not be seen is said to be, on the chip and below', async () => {
	await device.close();
	const [here, elsewhere] = [crypto.randomUUID(), crypto.randomUUID()];
	const rights = { host: false, levels: allLevels('manage'), events: [here] };
	device = await openTestDevice({ customFields: [diet] }, [], rights);
	const phone: Filter = { on: 'field', not: true, field: 'phone', is: 'filled', value: '' };
	const address: Filter = { ...phone, field: 'email' };
	const going: Filter = { on: 'registered', not: false, eventId: elsewhere };
	const came: Filter = { on: 'attended', not: true, eventId: null };
	await render(FilterChips, {
		...{ filters: [asks(diet, 'Plants', true), phone, address, going, came], ofEvent: true },
		...noDeeds
	});
	const chips = page.getByRole('button', { name: /^Remove the filter/ });
	await expect.element(chips.nth(4)).toBeVisible();
	expect(chips.elements().map((chip) => chip.textContent.trim())).toEqual([
		'Not visible to you: a field is not Plants',
		'Not visible to you: Phone is empty',
		'Has no address',
		'Not visible to you: Registered for an event',
		'Did not come'
	]);
	await expect.element(page.getByText(/something you may not see fits nobody/)).toBeVisible();
});

test('a filter that goes hands the focus to the one in its place, the last of them to where filters are added', async () => {
	let lost = 0;
	const props = $state({
		filters: ['Vegan', 'Fish', 'Soup'].map((value) => asks(diet, value)),
		ofEvent: false,
		onremove: async (filter: Filter) =>
			void (props.filters = props.filters.filter((each) => each !== filter)),
		onclear: async () => void (props.filters = []),
		onlost: () => void lost++
	});
	await render(FilterChips, props);
	const chip = (value: string) =>
		page.getByRole('button', { name: `Remove the filter: Diet is ${value}` });
	(chip('Fish').element() as HTMLElement).focus();
	await userEvent.keyboard('{Enter}');
	await expect.element(chip('Soup')).toHaveFocus();
	await userEvent.keyboard('{Enter}');
	await expect.element(chip('Vegan')).toHaveFocus();
	expect(lost).toBe(0);
	await userEvent.keyboard('{Enter}');
	await expect.poll(() => lost).toBe(1);
});
