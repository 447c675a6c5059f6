import { barePerson, type Person } from '@foyer/shared/people';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import NobodyYet from './NobodyYet.svelte';

const gone = (firstName: string): Person => ({
	...barePerson,
	firstName,
	id: crypto.randomUUID(),
	createdAt: 0,
	deletedAt: 5000
});

let device: TestDevice;
afterEach(() => device.close());

test.each([
	['somebody is deleted', 1, [gone('Ada')]],
	['nobody is', 0, []],
	['all who were are erased', 0, [gone('')]]
])('where %s, the way to those deleted is shown or isn’t (%i)', async (_, shown, people) => {
	device = await openTestDevice({ people });
	await render(NobodyYet, { mayEdit: true });
	await expect.element(page.getByRole('link', { name: 'Add by hand' })).toBeVisible();
	expect(page.getByRole('link', { name: 'Deleted people' }).elements()).toHaveLength(shown);
});
