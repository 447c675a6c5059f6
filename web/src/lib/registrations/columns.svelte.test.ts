import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { eventLike } from '../events/testing.ts';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import { ActiveColumns, gridOf } from './columns.svelte.ts';
import ColumnsMenu from './ColumnsMenu.svelte';
import RegistrantList from './RegistrantList.svelte';
import { Selection } from './selection.svelte.ts';
import { registrationLike } from './testing.ts';

const event = eventLike();
const registration = registrationLike({ eventId: event.id });
const { key } = registration;

let device: TestDevice;
beforeEach(async () => {
	localStorage.clear();
	await page.viewport(1440, 900);
	device = await openTestDevice({ events: [event], registrations: [registration] });
});
afterEach(() => device.close());

async function show(columns = new ActiveColumns('hanne'), keys = true) {
	await render(ColumnsMenu, { columns, keys });
	await render(RegistrantList, {
		...{ event, rows: [registration], selection: new Selection(), selectable: keys },
		...{ openId: null, hrefOf: () => '#', onopen: () => {}, columns }
	});
	return columns;
}

const keyColumn = page.getByRole('columnheader', { name: 'Access key' });

test('keys stand in no column until it is asked for; the choice is kept for the user on this device', async () => {
	await show();
	await expect.element(keyColumn).not.toBeInTheDocument();
	await page.getByRole('button', { name: 'Active columns' }).click();
	await page.getByRole('checkbox', { name: 'Access key' }).click();
	await expect.element(keyColumn).toBeVisible();
	expect(new ActiveColumns('hanne').has('key')).toBe(true);
	expect(new ActiveColumns('joris').has('key')).toBe(false);
});

test('in its column a key is masked until it is asked for, which is noted', async () => {
	const columns = new ActiveColumns('hanne');
	columns.set('key', true);
	await show(columns);
	expect(document.body.textContent).not.toContain(key);
	const waiting = local.status.waiting;
	await page.getByRole('button', { name: 'Show the key of Inès Moreau' }).click();
	await expect.element(page.getByText(key ?? '', { exact: true })).toBeVisible();
	await expect.poll(() => local.status.waiting).toBe(waiting + 1);
	await page.getByRole('button', { name: 'Hide the key of Inès Moreau' }).click();
	expect(document.body.textContent).not.toContain(key);
});

test('who may not take keys out is offered no such column', async () => {
	await show(new ActiveColumns('hanne'), false);
	await page.getByRole('button', { name: 'Active columns' }).click();
	await expect.element(page.getByRole('checkbox', { name: 'E-mail' })).toBeVisible();
	expect(page.getByRole('checkbox', { name: 'Access key' }).elements()).toEqual([]);
});

test('columns stand in their usual order, however they were chosen', () => {
	expect(gridOf(['key', 'email']).areas).toBe('name email key waits');
	expect(gridOf([]).areas).toBe('name waits');
});
