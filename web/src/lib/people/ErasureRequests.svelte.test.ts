import { TRPCClientError } from '@trpc/client';
import { afterEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import ErasureRequests from './ErasureRequests.svelte';
import type { askErasure, readErasureRequests } from './person-data.ts';

const request = {
	personId: crypto.randomUUID(),
	firstName: 'Inès',
	lastName: 'Moreau',
	email: 'ines@example.org',
	eventTitle: 'Gala',
	askedAt: Date.UTC(2026, 4, 14)
};
const away = () => Promise.reject(new TRPCClientError('unreachable'));

let device: TestDevice;
afterEach(() => device.close());

async function open(read: typeof readErasureRequests, erase: typeof askErasure = away) {
	device = await openTestDevice({});
	await render(ErasureRequests, { read, erase });
}

const deed = () => page.getByRole('button', { name: 'Erase for good' });

test('who asked is erased after a typed word, and leaves the list', async () => {
	let waiting = [request, { ...request, eventTitle: 'Ball' }];
	const erase = vi.fn<typeof askErasure>(() => {
		waiting = [];
		return Promise.resolve();
	});
	await open(() => Promise.resolve(waiting), erase);
	await page.getByRole('button', { name: 'Erase' }).click();
	await expect.element(deed()).toBeDisabled();
	await page.getByLabelText('Type “erase” to go on').fill('erase');
	await deed().click();
	await expect.element(page.getByText('Nobody is waiting to be erased.')).toBeVisible();
	expect(erase.mock.calls).toEqual([[request.personId]]);
});

test('without network nothing is erased, which is said', async () => {
	await open(() => Promise.resolve([request]));
	await page.getByRole('button', { name: 'Erase' }).click();
	await page.getByLabelText('Type “erase” to go on').fill('erase');
	await deed().click();
	await expect.element(page.getByText(/Nothing was erased/)).toBeVisible();
	await expect.element(deed()).toBeVisible();
});

test('the list says that it needs the network', async () => {
	await open(away);
	await expect.element(page.getByText(/listed by the server, which is out of reach/)).toBeVisible();
});

test('nobody is told to have no right before this device knows their rights', async () => {
	device = await openTestDevice({});
	local.close();
	await render(ErasureRequests, { read: away, erase: away });
	await expect.element(page.getByRole('dialog')).toBeVisible();
	expect(page.getByText(/not allowed|may not|right/).query()).toBeNull();
});
