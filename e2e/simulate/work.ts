import { createEvent, updateEvent } from '@foyer/shared/event-mutations';
import { plainEvent } from '@foyer/shared/events';
import {
	addPerson,
	deletePeople,
	restorePeople,
	updatePerson
} from '@foyer/shared/people-mutations';
import {
	addRegistrations,
	cancelRegistrations,
	rotateKeys,
	takeBackKeys
} from '@foyer/shared/registration-mutations';
import { ofEvent } from '../../web/src/lib/sync/rows.ts';
import type { Phone, Tab } from './phone.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** Saves on a device what an organizer could, with the people and guests that it shows. */
export async function writeSomething(
	{ eventIds }: Pick<World, 'eventIds'>,
	phone: Phone,
	tab: Tab,
	random: Random
): Promise<void> {
	const { shown } = tab.engine;
	const people = [...shown.people()].map(({ id }) => id);
	const guests = eventIds
		.flatMap((id) => [...shown.registrationsOf(id)])
		.map(({ personId }) => personId);
	const known = people.length > 0 ? people : guests;
	const someone = known.length > 0 ? random.pick(known) : null;
	const eventId = random.pick(eventIds);
	// Its registrations are read at any time, beside whatever else goes on.
	tab.engine.want(ofEvent(eventId));
	const roll = random.int(100);
	if (roll < 30 || !someone) await phone.save(tab, addPerson, newcomer(random));
	else if (roll < 50) {
		const field = random.pick(['firstName', 'lastName', 'phone', 'note'] as const);
		// Who types corrects it, often at once. No two texts are the same: which is shown tells which came last.
		do await phone.save(tab, updatePerson, { id: someone, fields: { [field]: random.uuid() } });
		while (random.chance(0.4));
	} else if (roll < 55) await phone.save(tab, deletePeople, { ids: [someone] });
	else if (roll < 58) await phone.save(tab, restorePeople, { ids: [someone] });
	else if (roll < 76) {
		const people = [{ id: random.uuid(), personId: someone }];
		const confirmations = random.pick(['now', 'never'] as const);
		await phone.save(tab, addRegistrations, { eventId, people, confirmations });
	} else if (roll < 82)
		await phone.save(tab, cancelRegistrations, { eventId, personIds: [someone] });
	else if (roll < 92) {
		const guest = [...shown.registrationsOf(eventId)].find(({ personId }) => personId === someone);
		// What can be taken back is, every other time.
		const rotation = random.chance(0.5) ? guest?.keyRotation : null;
		const [mutation, id] = rotation ? [takeBackKeys, rotation] : [rotateKeys, random.uuid()];
		await phone.save(tab, mutation, { eventId, personIds: [someone], rotation: id });
	} else if (roll < 96)
		await phone.save(tab, updateEvent, { id: eventId, fields: { title: `Title ${roll}` } });
	else await phone.save(tab, createEvent, newEvent(random));
}

/** Few addresses, so that devices add the same one. */
const newcomer = (random: Random) => ({
	id: random.uuid(),
	firstName: `First ${random.int(99)}`,
	email: `p${random.int(12)}@example.org`
});

/** All of them wish the same permalink. */
const newEvent = (random: Random) => ({
	id: random.uuid(),
	title: 'Gala',
	description: '',
	permalink: 'gala',
	startsAt: 2_000_000_000_000,
	endsAt: 2_000_003_600_000,
	timeZone: 'Europe/Paris',
	language: 'fr' as const,
	roomUrl: null,
	room: null,
	...plainEvent,
	opensByCode: random.chance(0.5),
	replayUrl: null,
	earlyEntry: 0 as const,
	startsBy: 'clock' as const,
	reminders: [],
	capacity: null
});
