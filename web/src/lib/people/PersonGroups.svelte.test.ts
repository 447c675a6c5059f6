import { standingOf } from '@foyer/shared/standings';
import type { Condition, Group } from '@foyer/shared/groups';
import { barePerson, type Person } from '@foyer/shared/people';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { eventLike } from '../events/testing.ts';
import { registrationLike } from '../registrations/testing.ts';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import PersonGroups from './PersonGroups.svelte';

const groupLike = (name: string, condition: Condition | null): Group => ({
	id: crypto.randomUUID(),
	name,
	smart: condition !== null,
	rule: condition && { match: 'all', conditions: [condition] },
	createdAt: 0,
	deletedAt: null
});
const event = eventLike();
const choir = groupLike('Choir', null);
const french = groupLike('French', { on: 'language', not: false, language: 'fr' });
const dutch = groupLike('Dutch', { on: 'language', not: false, language: 'nl' });
const guests = groupLike('Guests', { on: 'registered', not: false, eventId: event.id });
const absent = groupLike('Not coming', { on: 'registered', not: true, eventId: event.id });
const came = groupLike('Came', { on: 'attended', not: false, eventId: event.id });
const missed = groupLike('Missed it', { on: 'attended', not: true, eventId: event.id });
const ines: Person = {
	...barePerson,
	id: crypto.randomUUID(),
	firstName: 'Inès',
	language: 'fr',
	groupIds: [choir.id],
	createdAt: 0
};

let device: TestDevice;
afterEach(() => device.close());

test('the groups that list somebody, and those whose rule fits: only the first can be left', async () => {
	// Merged while both were registered, each kept their own: it counts for who stays.
	const twin = { ...ines, id: crypto.randomUUID(), mergedInto: ines.id, groupIds: [] };
	device = await openTestDevice({
		people: [ines, twin],
		events: [event],
		groups: [choir, french, dutch, guests, absent, came, missed],
		registrations: [registrationLike({ eventId: event.id, personId: twin.id, ledInAt: 5 })]
	});
	await render(PersonGroups, { person: ines, mayEdit: true });
	await expect.element(page.getByRole('link', { name: 'Guests By its rule' })).toBeVisible();
	await expect
		.poll(() =>
			page
				.getByRole('listitem')
				.elements()
				.map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim())
		)
		.toEqual(['Choir', 'Came By its rule', 'French By its rule', 'Guests By its rule']);
	expect(page.getByRole('button', { name: /Take out of/ }).elements()).toHaveLength(1);
	// The same is said of all people at once.
	for (const standing of [standingOf.registered(event.id), standingOf.attended(null)])
		await expect.poll(() => local.withStanding(standing)?.has(ines.id)).toBe(true);
	const elsewhere = standingOf.attended(crypto.randomUUID());
	await expect.poll(() => local.withStanding(elsewhere)?.has(ines.id)).toBe(false);
});
