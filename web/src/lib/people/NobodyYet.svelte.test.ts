import { barePerson, type Person } from '@foyer/shared/people';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import NobodyYet from './NobodyYet.svelte';

const gone: Person = { ...barePerson, id: crypto.randomUUID(), createdAt: 0, deletedAt: 5000 };

let device: TestDevice;
afterEach(() => device.close());

test.each([
	[1, 'the way to them is shown', [gone]],
	[0, 'it isn’t', []]
])('where %i are deleted, %s', async (shown, _told, people) => {
	device = await openTestDevice({ people });
	await render(NobodyYet, { mayEdit: true });
	await expect.element(page.getByRole('link', { name: 'Add by hand' })).toBeVisible();
	expect(page.getByRole('link', { name: 'Deleted people' }).elements()).toHaveLength(shown);
});
