import { beforeNavigate, goto } from '$app/navigation';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import AddPerson from './AddPerson.svelte';

vi.mock('$app/navigation', () => ({
	afterNavigate: vi.fn(),
	beforeNavigate: vi.fn(),
	goto: vi.fn()
}));

let device: TestDevice;
beforeEach(async () => {
	device = await openTestDevice({});
	vi.mocked(beforeNavigate).mockReset();
	vi.mocked(goto).mockReset().mockResolvedValue();
	await render(AddPerson);
});
afterEach(() => device.close());

type Leaves = Parameters<Parameters<typeof beforeNavigate>[0]>[0];

/** Somebody is on their way elsewhere. @returns whether they are kept from it */
function leaves(routeId: string | null): boolean {
	const cancel = vi.fn();
	const to = routeId && { route: { id: routeId }, url: new URL(routeId, location.origin) };
	const from = { route: { id: '/app/people/new' } };
	const navigation = { type: to ? 'goto' : 'leave', from, to, cancel };
	vi.mocked(beforeNavigate).mock.lastCall?.[0](navigation as unknown as Leaves);
	return cancel.mock.calls.length > 0;
}

const firstName = page.getByLabelText('First name');
const question = page.getByRole('dialog', { name: 'Leave without saving?' });

test('who typed nothing leaves without being asked', () => {
	expect(leaves('/app/people')).toBe(false);
	expect(leaves(null)).toBe(false);
});

test('who typed something is asked before it is thrown away', async () => {
	await firstName.fill('Ana');
	expect(leaves(null)).toBe(true);
	expect(question.query()).toBeNull();
	expect(leaves('/app/people/new')).toBe(false);
	expect(leaves('/app/events')).toBe(true);
	await question.getByRole('button', { name: 'Cancel' }).click();
	await expect.element(firstName).toHaveValue('Ana');
	expect(goto).not.toHaveBeenCalled();
	expect(leaves('/app/events')).toBe(true);
	await question.getByRole('button', { name: 'Leave' }).click();
	await expect.poll(() => vi.mocked(goto).mock.lastCall?.[0].toString()).toMatch(/\/app\/events$/);
	expect(leaves('/app/events')).toBe(false);
});

test('closing the panel leaves it there until one gets away', async () => {
	await firstName.fill('Ana');
	await page.getByRole('button', { name: 'Close' }).click();
	expect(goto).toHaveBeenCalledOnce();
	await expect.element(firstName).toHaveValue('Ana');
});

test('who saved isn’t asked', async () => {
	await firstName.fill('Ana');
	await page.getByRole('button', { name: 'Save person' }).click();
	await expect.poll(() => goto).toHaveBeenCalledOnce();
	expect(local.waiting).toHaveLength(1);
	expect(leaves('/app/people/[id]')).toBe(false);
});
