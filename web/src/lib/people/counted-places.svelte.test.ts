import { barePerson, type Person } from '@foyer/shared/people';
import { updatePerson } from '@foyer/shared/people-mutations';
import { cancelRegistrations } from '@foyer/shared/registration-mutations';
import { afterEach, expect, test } from 'vitest';
import { saveOrTell } from '../attention/save.ts';
import { eventLike } from '../events/testing.ts';
import { registrationLike } from '../registrations/testing.ts';
import { local } from '../sync/local.svelte.ts';
import { openTestDevice, type TestDevice } from '../testing/device.ts';
import { CountedPlaces } from './counted-places.ts';
import { peopleIndexing } from './people-index.ts';
import { peopleSort, placesColumn } from './people-columns.ts';

const named = (lastName: string): Person => ({
	...barePerson,
	id: crypto.randomUUID(),
	lastName,
	createdAt: 0
});
const [ada, bo, cy] = [named('Ada'), named('Bo'), named('Cy')];
const [gala, ball] = [eventLike(), eventLike({ id: crypto.randomUUID() })];
const at = (eventId: string, { id: personId }: Person) =>
	registrationLike({ id: crypto.randomUUID(), eventId, personId });

let device: TestDevice;
afterEach(() => device.close());

test('people are sorted by how many events they have a place at, with what waits to be sent, who has none last', async () => {
	device = await openTestDevice({
		people: [ada, bo, cy],
		events: [gala, ball],
		registrations: [at(gala.id, ada), at(ball.id, ada), at(gala.id, bo)]
	});
	const counted = new CountedPlaces();
	const counts = () => [ada, bo, cy].map(({ id }) => counted.now()?.get(id) ?? 0);
	await expect.poll(counts).toEqual([2, 1, 0]);
	const before = counted.now();
	const key = (person: Person) =>
		peopleIndexing(new Map(), peopleSort(placesColumn, { places: counted.now() })).keyOf(person);
	const sorted = () =>
		[ada, bo, cy].toSorted((a, b) => (key(a) < key(b) ? -1 : 1)).map(({ lastName }) => lastName);
	expect(sorted()).toEqual(['Bo', 'Ada', 'Cy']);

	await saveOrTell(updatePerson, { id: cy.id, fields: { company: 'Acme' } });
	await expect.poll(() => local.person(cy.id)?.company).toBe('Acme');
	await expect.poll(() => counted.now()).toBe(before);

	await local.readFor(gala.id);
	await local.readFor(ball.id);
	for (const eventId of [gala.id, ball.id])
		await saveOrTell(cancelRegistrations, { eventId, personIds: [ada.id] });
	await expect.poll(counts).toEqual([0, 1, 0]);
	expect(sorted()).toEqual(['Bo', 'Ada', 'Cy']);
});
