import { afterEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import GroupDialog from '../groups/GroupDialog.svelte';
import SyncPanel from '../shell/SyncPanel.svelte';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import Toaster from '../ui/Toaster.svelte';

let device: TestDevice;
afterEach(async () => {
	vi.restoreAllMocks();
	await device.close();
});

/** Nothing more can be stored. */
const fill = () =>
	vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
		throw new DOMException('no room', 'QuotaExceededError');
	});

test('a device that is full says so, keeps what was saved and what is typed, and goes on once there is room', async () => {
	device = await openTestDevice({});
	const full = fill();
	await render(Toaster);
	await render(GroupDialog, { open: true });
	const name = page.getByRole('textbox', { name: 'Name of the group' });
	const save = page.getByRole('button', { name: 'Save the group' });
	await name.fill('Choir');
	await save.click();
	await expect
		.element(page.getByText(/the device is full\. Everything saved before is kept/))
		.toBeVisible();
	await expect.element(name).toHaveValue('Choir');
	expect(local.status).toMatchObject({ full: true, waiting: 0 });

	full.mockRestore();
	await save.click();
	await expect.element(name).not.toBeInTheDocument();
	expect(local.status).toMatchObject({ full: false, waiting: 1 });
	expect(local.waiting.map(({ args }) => args)).toMatchObject([{ name: 'Choir' }]);
});

test('how it stands says what is kept on a device that is full, and what to do', async () => {
	device = await openTestDevice({});
	const sync = { ...local.status, full: true, organisation: '', left: null, kept: true };
	await render(SyncPanel, { sync, href: null, onleave: () => undefined });
	await expect.element(page.getByRole('heading', { name: 'This device is full' })).toBeVisible();
	await expect
		.element(page.getByText(/Everything saved before is kept.*Free some space/))
		.toBeVisible();
});
