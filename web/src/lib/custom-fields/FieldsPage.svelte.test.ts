import type { CustomField } from '@foyer/shared/custom-fields';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import FieldsPage from './FieldsPage.svelte';

const field = (name: string, deletedAt: number | null): CustomField => ({
	...{ id: crypto.randomUUID(), name, kind: 'text', choices: [], position: 1 },
	...{ createdAt: 0, deletedAt }
});
const table = field('Table', null);
const earlier = field('Diet', Date.UTC(2026, 2, 1, 12));
const later = field('TABLE', Date.UTC(2026, 2, 2, 12));

let device: TestDevice;
beforeEach(async () => {
	device = await openTestDevice({ customFields: [table, earlier, later] });
});
afterEach(() => device.close());

const rows = page.getByRole('list', { name: /^Deleted fields/ }).getByRole('listitem');

test('a deleted field is listed, the latest first, and brought back', async () => {
	await render(FieldsPage);
	await page.getByText('Deleted fields (2)').click();
	await expect.element(rows.nth(0).getByText('TABLE')).toBeVisible();
	await expect.element(rows.nth(0).getByText(/^Another field has this name/)).toBeVisible();
	await expect.element(rows.nth(1).getByText('Diet')).toBeVisible();
	await expect.element(rows.nth(1).getByText(/^Deleted on .*1 Mar/)).toBeVisible();
	expect(page.getByText(/Another field has/).elements()).toHaveLength(1);
	await page.getByRole('button', { name: 'Bring TABLE back' }).click();
	await expect.element(page.getByText('Deleted fields (1)')).toBeVisible();
	await expect.element(page.getByRole('button', { name: 'Bring Diet back' })).toHaveFocus();
	expect(local.row('customFields', later.id)?.deletedAt).toBeNull();
	await page.getByRole('button', { name: 'Bring Diet back' }).click();
	await expect.element(page.getByRole('heading', { level: 1 })).toHaveFocus();
	await expect.element(page.getByRole('button', { name: 'More for Diet' })).toBeVisible();
	await expect.element(page.getByText(/^Deleted fields/)).not.toBeInTheDocument();
});
